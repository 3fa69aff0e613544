package io.aclk.config.shared;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The base URL of a cloud. */
public final class CloudUrl {

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
}
