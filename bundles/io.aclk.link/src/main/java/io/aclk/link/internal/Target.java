package io.aclk.link.internal;

import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkOptions;
import io.aclk.api.transport.Transport;
import java.net.URI;

/**
 * Where to connect, as whom, and through what. A live connection is kept exactly as long as its target is still wanted.
 * The identity is not part of it: claiming can be updated without a reconnect while the claim id stays.
 *
 * @param claimId claim id
 * @param url base URL of the cloud
 * @param options proxy and trust
 * @param network the service in use
 * @param transport the service in use
 */
record Target(String claimId, URI url, NetworkOptions options, Network network, Transport transport) {

    /** Whether it is the same claim at the same cloud, so that what that cloud said still holds. */
    boolean sameCloud(Target other) {
        return claimId.equals(other.claimId) && url.equals(other.url);
    }
}
