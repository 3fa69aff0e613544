package io.aclk.host.api;

/** Where a request came from. Decides access rules: some endpoints are never reachable from the cloud. */
public enum Channel {
    /** The local listener of the host. */
    LOCAL,
    /** The Agent-Cloud Link. */
    CLOUD
}
