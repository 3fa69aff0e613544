package io.aclk.network.internal;

import java.io.IOException;
import java.net.Socket;

/** Asks a proxy to connect an open socket through to a target. */
@FunctionalInterface
interface Tunnel {

    /**
     * Negotiates. Reads not a byte more than the proxy's own answer, so that the socket then belongs to the target.
     *
     * @param socket connected to the proxy
     * @return false: the proxy wants a login, to be tried by calling again with a new connection
     * @throws io.aclk.api.network.NetworkException {@code PROXY} if the proxy refuses or does not speak its protocol
     * @throws IOException if the connection to the proxy broke
     */
    boolean open(Socket socket) throws IOException;
}
