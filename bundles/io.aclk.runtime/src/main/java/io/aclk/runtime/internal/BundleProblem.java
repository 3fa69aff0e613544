package io.aclk.runtime.internal;

/**
 * A bundle that is not what its features want.
 *
 * @param bundle which: its coordinates or its symbolic name
 * @param what what went wrong, a part of a sentence after the name
 * @param without what the instance goes on without, empty where that is not said
 * @param known whether it was so before the change of features during which it was found
 */
record BundleProblem(String bundle, String what, String without, boolean known) {

    /** A problem with a bundle of a feature. */
    static BundleProblem of(FeatureFile.Entry entry, String what) {
        return new BundleProblem(entry.coordinates().toString(), what, entry.without(), false);
    }

    /** The same, but nothing new. */
    BundleProblem asKnown() {
        return new BundleProblem(bundle, what, without, true);
    }

    /** What happened, for the reason of a refusal or a return. */
    String reason() {
        return bundle + " " + what;
    }

    /** What happened, and what that means for an instance that goes on. */
    String line() {
        return reason() + (without.isEmpty() ? "" : "; the agent continues without " + without);
    }
}
