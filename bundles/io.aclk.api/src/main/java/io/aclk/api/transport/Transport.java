package io.aclk.api.transport;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import org.osgi.annotation.versioning.ProviderType;

/** Makes MQTT 5 connections over secure WebSockets. Thread-safe. */
@ProviderType
public interface Transport {

    /**
     * Connects and waits for the CONNACK. Blocks; end it with the signal. One attempt: repeating is the caller's.
     *
     * @param options where to and as whom
     * @param listener told of messages and of the end
     * @param abort ends the call
     * @return the connection, owned by the caller
     * @throws TransportException if there is none; nothing is left behind
     */
    default TransportSession connect(ConnectOptions options, TransportListener listener, AbortSignal abort)
            throws TransportException {
        return connect(options, listener, abort, ConnectObserver.NONE);
    }

    /**
     * As {@link #connect(ConnectOptions, TransportListener, AbortSignal)}, watched.
     *
     * @param observer told of the steps, those of {@code Network} included
     */
    TransportSession connect(
            ConnectOptions options, TransportListener listener, AbortSignal abort, ConnectObserver observer)
            throws TransportException;
}
