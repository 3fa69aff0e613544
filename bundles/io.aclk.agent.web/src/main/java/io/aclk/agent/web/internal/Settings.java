package io.aclk.agent.web.internal;

/**
 * Where to listen.
 *
 * @param host name or address of an interface
 * @param port port, 0 = any free one
 */
record Settings(String host, int port) {

    static final String DEFAULT_HOST = "127.0.0.1";
    static final int DEFAULT_PORT = 19_999;
    private static final int LARGEST_PORT = 65_535;

    /** Checks the ranges. */
    Settings {
        host = host.isBlank() ? DEFAULT_HOST : host.strip();
        if (port < 0 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("port must be 0 to " + LARGEST_PORT + ", not " + port);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
