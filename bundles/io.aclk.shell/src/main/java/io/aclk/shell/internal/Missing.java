package io.aclk.shell.internal;

/** What the commands say when a bundle that they need does not run. */
final class Missing {

    static final String LINK = "the bundle io.aclk.link does not run; start it, or the feature aclk";
    static final String CLAIMING = "the bundle io.aclk.claiming does not run; start it, or the feature aclk";
    static final String HOST = "No host offers its nodes; start the feature agent";
    static final String CONFIG = "The bundle io.aclk.config does not run; changes of the configuration have no effect";

    private Missing() {}
}
