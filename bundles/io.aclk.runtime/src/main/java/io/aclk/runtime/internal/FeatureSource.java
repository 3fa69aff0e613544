package io.aclk.runtime.internal;

import java.io.IOException;

/** Where features come from that are installed or updated while the instance runs. */
interface FeatureSource {

    /**
     * Opens a feature, with everything about it verified: who vouches for it, and the hash of each of its jars.
     *
     * @param what name of a feature of the distribution, or the absolute path of a directory or of a feature archive
     * @param allowUnsigned whether a missing signature, or one of an unknown key, is let pass; never a wrong hash
     * @throws RefusedUpdateException if the feature cannot be trusted or is not whole: what, where, and what to do
     * @throws IOException if a file cannot be read
     */
    FeatureBundles open(String what, boolean allowUnsigned) throws RefusedUpdateException, IOException;
}
