package io.aclk.network.internal;

/** Host and port as they are written in URLs and header fields. */
final class HostPort {

    private HostPort() {}

    /** {@code host:port}, an IPv6 address in brackets. */
    static String format(String host, int port) {
        return bracketed(host) + ":" + port;
    }

    /** The host, an IPv6 address in brackets. */
    static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** The host without brackets. */
    static String plain(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
