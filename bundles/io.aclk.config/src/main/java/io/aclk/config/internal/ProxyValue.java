package io.aclk.config.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of the setting proxy ({@code protocol/connecting.md} section 10). */
final class ProxyValue {

    private static final Pattern URL =
            Pattern.compile("(?i)(https?|socks[a-z0-9]*)://(?:([^@]*)@)?(\\[[^\\]]+\\]|[^:/\\[]+)(:[0-9]*)?/?");
    private static final Pattern SUPPORTED = Pattern.compile("(?i)https?|socks5h?|socks4a");

    private ProxyValue() {}

    /** Checks it; an empty one means {@code none}. */
    static String normalize(String text) {
        if (text.isEmpty() || text.equals("none")) {
            return "none";
        }
        if (text.equals("env")) {
            return text;
        }
        Matcher url = URL.matcher(text);
        if (!url.matches() || !SUPPORTED.matcher(url.group(1)).matches()) {
            throw new IllegalArgumentException(
                    "wants none, env, or a URL that begins with http://, https://, socks5://, socks5h:// or socks4a://");
        }
        return text;
    }

    /** Whether a checked value carries something secret. */
    static boolean hasCredentials(String value) {
        return value.indexOf('@') >= 0;
    }

    /** A checked value without what is secret. */
    static String withoutCredentials(String value) {
        Matcher url = URL.matcher(value);
        if (!hasCredentials(value) || !url.matches()) {
            return value;
        }
        return url.group(1) + "://" + url.group(3) + (url.group(4) == null ? "" : url.group(4));
    }

    /** A checked value as people may see it. */
    static String forDisplay(String value) {
        return hasCredentials(value) ? withoutCredentials(value).replaceFirst("://", "://X@") : value;
    }
}
