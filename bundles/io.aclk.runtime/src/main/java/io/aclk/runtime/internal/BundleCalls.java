package io.aclk.runtime.internal;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** How the framework is told to do something with a bundle: code of that bundle may run, and may not come back. */
interface BundleCalls {

    /** During the start of an instance: a bundle takes the time that it needs. */
    BundleCalls UNLIMITED = (bundle, what, call) -> call.run();

    /** What is done. */
    @FunctionalInterface
    interface Call {

        /** Does it. */
        void run() throws BundleException;
    }

    /**
     * Does something with a bundle.
     *
     * @param bundle the bundle
     * @param what what is done, a verb for the text of errors
     * @throws BundleException if it fails, or does not end in its time
     * @throws InterruptedException if the instance ends meanwhile
     */
    void run(Bundle bundle, String what, Call call) throws BundleException, InterruptedException;
}
