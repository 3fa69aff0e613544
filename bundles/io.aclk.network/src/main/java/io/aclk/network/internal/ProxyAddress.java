package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A proxy, written as in {@code protocol/connecting.md} section 10, with two kinds more; and a port that is none is a
 * mistake here, not the default. {@link #toString()} is what people may see.
 *
 * @param kind how it is spoken to
 * @param host name or address, without brackets
 * @param port 1 to 65535
 * @param credentials user and password, if there are any; of {@code socks4a} the user alone
 */
record ProxyAddress(Kind kind, String host, int port, Optional<Credentials> credentials) {

    /** How a proxy is spoken to. */
    enum Kind {
        /** HTTP CONNECT. */
        HTTP("http", 8080),
        /** HTTP CONNECT over TLS. */
        HTTPS("https", 443),
        /** SOCKS 5, names are resolved here. */
        SOCKS5("socks5", 1080),
        /** SOCKS 5, names are resolved by the proxy. */
        SOCKS5H("socks5h", 1080),
        /** SOCKS 4a, names are resolved by the proxy. */
        SOCKS4A("socks4a", 1080);

        private static final String ALL = "http://, https://, socks5://, socks5h:// or socks4a://";

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
            throw unusable(source, "it has no scheme; write " + Kind.ALL + " before the host");
        }
        Kind kind = kind(url.substring(0, schemeEnd).toLowerCase(Locale.ROOT), source);
        String rest = url.substring(schemeEnd + 3);
        Optional<Credentials> credentials = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            credentials = credentials(kind, rest.substring(0, at), source);
            rest = rest.substring(at + 1);
        }
        int path = rest.indexOf('/');
        if (path >= 0) {
            rest = rest.substring(0, path);
        }
        if (rest.indexOf('@') >= 0) {
            throw unusable(source, "write the @ in its user or password as %40");
        }
        int hostEnd = rest.startsWith("[") ? rest.indexOf(']') + 1 : rest.indexOf(':');
        if (hostEnd < 0) {
            hostEnd = rest.length();
        }
        String host = rest.startsWith("[") ? rest.substring(1, Math.max(1, hostEnd - 1)) : rest.substring(0, hostEnd);
        if (host.isEmpty()) {
            throw unusable(source, "it has no host");
        }
        return new ProxyAddress(kind, host, port(rest.substring(hostEnd), kind, source), credentials);
    }

    private static Kind kind(String scheme, String source) throws NetworkException {
        Optional<Kind> kind = Kind.of(scheme);
        if (kind.isPresent()) {
            return kind.get();
        }
        // the scheme is said only where it is one of those that people know from elsewhere: it could be a secret
        throw switch (scheme) {
            case "socks" ->
                unusable(
                        source,
                        "socks:// does not say which SOCKS; write socks5h:// (the proxy resolves names), socks5://"
                                + " (this machine does) or socks4a://");
            case "socks4" -> unusable(source, "socks4:// is not supported; write socks4a://, or socks5h:// if it can");
            default -> unusable(source, "its kind is unknown; write " + Kind.ALL);
        };
    }

    /** Without credentials: {@code http://X@host:port} if there are any. */
    @Override
    public String toString() {
        return kind.scheme + "://" + (credentials.isPresent() ? "X@" : "") + HostPort.format(host, port);
    }

    private static Optional<Credentials> credentials(Kind kind, String text, String source) throws NetworkException {
        int colon = text.indexOf(':');
        if (kind == Kind.SOCKS4A) {
            if (colon >= 0 && colon < text.length() - 1) {
                throw unusable(source, "socks4a has a user id but no password; use socks5h:// if the proxy wants one");
            }
            String user = decode(colon < 0 ? text : text.substring(0, colon), source);
            return Optional.of(new Credentials(user, ""));
        }
        if (colon < 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Credentials(decode(text.substring(0, colon), source), decode(text.substring(colon + 1), source)));
    }

    private static String decode(String text, String source) throws NetworkException {
        String decoded;
        try {
            // URLDecoder decodes forms, where + means a blank; here it means itself
            decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unusable(source, "its user or password is not percent-encoded correctly");
        }
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw unusable(source, "its user or password has a control character");
        }
        return decoded;
    }

    private static int port(String text, Kind kind, String source) throws NetworkException {
        if (text.isEmpty() || text.equals(":")) {
            return kind.defaultPort;
        }
        int port = text.matches(":[0-9]{1,5}") ? Integer.parseInt(text.substring(1)) : 0;
        if (port < 1 || port > 65535) {
            throw unusable(source, "its port is not a number from 1 to 65535");
        }
        return port;
    }

    private static NetworkException unusable(String source, String why) {
        return new NetworkException(
                Fault.PROXY_SETTING, Peer.PROXY, "the proxy of " + source + " cannot be used: " + why, null, null);
    }
}
