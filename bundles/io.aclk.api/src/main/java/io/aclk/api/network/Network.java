package io.aclk.api.network;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one way out of the machine for claim, login and link. All calls block; end them with the {@link AbortSignal}.
 * Thread-safe. Host name and certificate chain are verified on every connection.
 */
@ProviderType
public interface Network {

    /** Limit of a TCP connect. */
    Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    /** Limit of proxy negotiation and TLS handshake, each. */
    Duration HANDSHAKE_LIMIT = Duration.ofSeconds(30);

    /**
     * Opens a TLS connection.
     *
     * @param host name or IP literal; it is what the certificate must be for
     * @param port 1 to 65535
     * @param options proxy and trust
     * @param abort ends the call; the connection is released from it when the call returns
     * @return an open connection, owned by the caller
     * @throws NetworkException with the step that failed
     */
    default NetworkConnection connect(String host, int port, NetworkOptions options, AbortSignal abort)
            throws NetworkException {
        return connect(host, port, options, abort, ConnectObserver.NONE);
    }

    /**
     * As {@link #connect(String, int, NetworkOptions, AbortSignal)}, watched.
     *
     * @param observer told of the steps
     */
    NetworkConnection connect(
            String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
            throws NetworkException;

    /**
     * One HTTP/1.1 request over a new TLS connection, closed afterwards. Redirects are not followed. A peer that closes
     * without {@code close_notify} after a complete answer is accepted.
     *
     * @param request what to send
     * @param options proxy and trust
     * @param abort ends the call
     * @return the answer, whatever its status
     * @throws NetworkException with the step that failed
     */
    default HttpReply exchange(HttpCall request, NetworkOptions options, AbortSignal abort) throws NetworkException {
        return exchange(request, options, abort, ConnectObserver.NONE);
    }

    /**
     * As {@link #exchange(HttpCall, NetworkOptions, AbortSignal)}, watched.
     *
     * @param observer told of the steps
     */
    HttpReply exchange(HttpCall request, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
            throws NetworkException;
}
