package io.aclk.config.shared;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** The base URL of a cloud. */
public final class CloudUrl {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private CloudUrl() {}

    /**
     * Checks it and removes slashes at the end.
     *
     * @throws IllegalArgumentException if it cannot be used; the message completes "the value of key ..."
     */
    public static String normalize(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL", e);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("wants a URL that begins with https://");
        }
        if (url.getHost() == null || url.getPort() > 65535 || url.getPort() == 0) {
            throw new IllegalArgumentException("wants a URL with a host and, if at all, a port from 1 to 65535");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("wants a URL without user, query and fragment");
        }
        return text.replaceFirst("/+$", "");
    }

    /**
     * Whether two URLs lead to the same cloud, however they are written: host and scheme in capitals or not, the usual
     * port with or without its number, slashes at the end. One that cannot be used leads to no cloud at all.
     */
    public static boolean same(String one, String other) {
        try {
            URI a = URI.create(normalize(one));
            URI b = URI.create(normalize(other));
            return a.getScheme().equalsIgnoreCase(b.getScheme())
                    && a.getHost().equalsIgnoreCase(b.getHost())
                    && port(a) == port(b)
                    && a.getRawPath().equals(b.getRawPath());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return "http".equalsIgnoreCase(url.getScheme()) ? HTTP_PORT : HTTPS_PORT;
    }

    /**
     * What to say about a checked URL that is not what it seems: an {@code http} URL is spoken to with TLS all the same
     * ({@code protocol/connecting.md} section 2).
     *
     * @return completes "the value of key ..."; empty if there is nothing to say
     */
    public static Optional<String> remark(String url) {
        URI parsed = URI.create(url);
        if (!"http".equalsIgnoreCase(parsed.getScheme())) {
            return Optional.empty();
        }
        int port = parsed.getPort() < 0 ? HTTP_PORT : parsed.getPort();
        return Optional.of("begins with http://, but TLS is spoken all the same, on port " + port + "; write https://"
                + parsed.getRawAuthority() + (parsed.getPort() < 0 ? ":" + HTTP_PORT : "") + " to say so");
    }
}
