package io.aclk.config.shared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of the setting proxy ({@code protocol/connecting.md} section 10). */
public final class ProxyValue {

    private static final Pattern URL =
            Pattern.compile("(?i)(https?|socks[a-z0-9]*)://(?:([^@]*)@)?(\\[[^\\]]+\\]|[^:/\\[]+)(:[0-9]*)?/?");
    private static final Pattern SUPPORTED = Pattern.compile("(?i)https?|socks5h?|socks4a");

    /** Before the name of a file whose first line is the value: a password does not belong into a settings file. */
    private static final String REFERENCE = "file:";

    private static final int MAX_FILE = 4096;

    private ProxyValue() {}

    /**
     * Checks it; an empty one means {@code none}.
     *
     * @throws IllegalArgumentException if it cannot be used; the message completes "the value of key ..." and does not
     *     contain the value
     */
    public static String normalize(String text) {
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

    /**
     * The file that holds the value, if the text is a reference to one.
     *
     * @param root directory that a relative name is relative to
     * @throws IllegalArgumentException as {@link #normalize}
     */
    public static Optional<Path> file(String text, Path root) {
        if (!text.startsWith(REFERENCE)) {
            return Optional.empty();
        }
        try {
            // as in a URL, more than one slash at the beginning is as good as one
            return Optional.of(
                    root.resolve(text.substring(REFERENCE.length()).strip().replaceFirst("^/+", "/"))
                            .normalize());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a file name", e);
        }
    }

    /**
     * The value itself: where the text is a reference, what the file says.
     *
     * @param root directory that a relative name is relative to
     * @throws IllegalArgumentException as {@link #normalize}
     */
    public static String resolve(String text, Path root) {
        Optional<Path> file = file(text, root);
        if (file.isEmpty()) {
            return text;
        }
        try {
            if (Files.size(file.get()) > MAX_FILE) {
                throw new IllegalArgumentException("names a file that is larger than " + MAX_FILE + " bytes");
            }
            return Files.readString(file.get(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("names the file " + file.get() + ", which cannot be read", e);
        }
    }

    /** Whether a checked value carries something secret. */
    public static boolean hasCredentials(String value) {
        return value.indexOf('@') >= 0;
    }

    /** A checked value without what is secret. */
    public static String withoutCredentials(String value) {
        Matcher url = URL.matcher(value);
        if (!hasCredentials(value) || !url.matches()) {
            return value;
        }
        return url.group(1) + "://" + url.group(3) + (url.group(4) == null ? "" : url.group(4));
    }

    /** A checked value as people may see it. */
    public static String forDisplay(String value) {
        return hasCredentials(value) ? withoutCredentials(value).replaceFirst("://", "://X@") : value;
    }
}
