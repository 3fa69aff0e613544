package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A proxy, parsed by {@code protocol/connecting.md} section 10. {@link #toString()} is what people may see.
 *
 * @param kind how it is spoken to
 * @param host name or address, without brackets
 * @param port 1 to 65535
 * @param credentials user and password, if there are any
 */
record ProxyAddress(Kind kind, String host, int port, Optional<Credentials> credentials) {

    /** How a proxy is spoken to. */
    enum Kind {
        /** HTTP CONNECT. */
        HTTP("http", 8080),
        /** SOCKS 5, names are resolved here. */
        SOCKS5("socks5", 1080),
        /** SOCKS 5, names are resolved by the proxy. */
        SOCKS5H("socks5h", 1080);

        private final String scheme;
        private final int defaultPort;

        Kind(String scheme, int defaultPort) {
            this.scheme = scheme;
            this.defaultPort = defaultPort;
        }

        private static Optional<Kind> of(String scheme) {
            for (Kind kind : values()) {
                if (kind.scheme.equals(scheme)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** User and password; both secret. */
    record Credentials(String user, String password) {
        @Override
        public String toString() {
            return "X";
        }
    }

    /**
     * Parses a proxy URL.
     *
     * @param url for example {@code socks5h://user:password@host:1080}
     * @param source what it comes from, for the text of a failure
     * @throws NetworkException {@code CONFIGURATION}; the text does not contain the URL
     */
    static ProxyAddress parse(String url, String source) throws NetworkException {
        int schemeEnd = url.indexOf("://");
        if (schemeEnd < 0) {
            throw unusable(source, "it has no scheme; write http://, socks5:// or socks5h:// before the host");
        }
        String scheme = url.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        Kind kind = Kind.of(scheme).orElseThrow(() -> unusable(source, "its kind is none of http, socks5 and socks5h"));
        String rest = url.substring(schemeEnd + 3);
        Optional<Credentials> credentials = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            credentials = credentials(rest.substring(0, at), source);
            rest = rest.substring(at + 1);
        }
        int path = rest.indexOf('/');
        if (path >= 0) {
            rest = rest.substring(0, path);
        }
        int hostEnd = rest.startsWith("[") ? rest.indexOf(']') + 1 : rest.indexOf(':');
        if (hostEnd < 0) {
            hostEnd = rest.length();
        }
        String host = rest.startsWith("[") ? rest.substring(1, Math.max(1, hostEnd - 1)) : rest.substring(0, hostEnd);
        if (host.isEmpty()) {
            throw unusable(source, "it has no host");
        }
        return new ProxyAddress(kind, host, port(rest.substring(hostEnd), kind), credentials);
    }

    /** Without credentials: {@code http://X@host:port} if there are any. */
    @Override
    public String toString() {
        return kind.scheme + "://" + (credentials.isPresent() ? "X@" : "") + HostPort.format(host, port);
    }

    private static Optional<Credentials> credentials(String text, String source) throws NetworkException {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Credentials(decode(text.substring(0, colon), source), decode(text.substring(colon + 1), source)));
    }

    private static String decode(String text, String source) throws NetworkException {
        try {
            // URLDecoder decodes forms, where + means a blank; here it means itself
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unusable(source, "its user or password is not percent-encoded correctly");
        }
    }

    private static int port(String text, Kind kind) {
        if (text.matches(":[0-9]{1,5}")) {
            int port = Integer.parseInt(text.substring(1));
            if (port >= 1 && port <= 65535) {
                return port;
            }
        }
        return kind.defaultPort;
    }

    private static NetworkException unusable(String source, String why) {
        return new NetworkException(Reason.CONFIGURATION, "the proxy of " + source + " cannot be used: " + why);
    }
}
