package io.aclk.config.internal;

import io.aclk.api.config.LinkSettings;
import io.aclk.config.shared.ClaimedId;
import io.aclk.config.shared.CloudUrl;
import io.aclk.config.shared.IniFile;
import io.aclk.config.shared.ProxyValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The settings of the link: their names, defaults, and what values they take. */
enum LinkKey {
    ENABLED(LinkSettings.ENABLED, "true") {
        @Override
        String normalize(String text, Path root) {
            return flag(text);
        }
    },
    URL(LinkSettings.URL, LinkSettings.DEFAULT_URL) {
        @Override
        String normalize(String text, Path root) {
            return CloudUrl.normalize(text);
        }

        @Override
        Optional<String> remark(String value) {
            return CloudUrl.remark(value);
        }
    },
    PROXY(LinkSettings.PROXY, "env") {
        @Override
        String normalize(String text, Path root) {
            return ProxyValue.normalize(ProxyValue.resolve(text, root));
        }

        @Override
        List<Path> files(String text, Path root) {
            return ProxyValue.file(text, root).stream().toList();
        }
    },
    INSECURE(LinkSettings.INSECURE, "false") {
        @Override
        String normalize(String text, Path root) {
            return flag(text);
        }
    },
    CA(LinkSettings.CA, "") {
        @Override
        String normalize(String text, Path root) {
            List<Path> files = files(text, root);
            files.forEach(TrustedFiles::check);
            return files.stream().map(Path::toString).collect(Collectors.joining(SEPARATOR));
        }

        @Override
        List<Path> files(String text, Path root) {
            return paths(text).stream().map(path -> resolve(root, path)).toList();
        }
    },
    PIN(LinkSettings.PIN, "") {
        @Override
        String normalize(String text, Path root) {
            return pin(text);
        }
    },
    QUERY_THREADS(LinkSettings.QUERY_THREADS, "0") {
        @Override
        String normalize(String text, Path root) {
            if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MAX_QUERY_THREADS) {
                throw new IllegalArgumentException(
                        "wants a number from 0 (by the number of cores) to " + MAX_QUERY_THREADS);
            }
            return String.valueOf(Integer.parseInt(text));
        }
    },
    SCOPE(LinkSettings.SCOPE, "full") {
        @Override
        String normalize(String text, Path root) {
            if (!text.equals("full") && !text.equals("license manager")) {
                throw new IllegalArgumentException("wants full or license manager");
            }
            return text;
        }
    },
    CONVERSATION_LOG(LinkSettings.CONVERSATION_LOG, "false") {
        @Override
        String normalize(String text, Path root) {
            return flag(text);
        }
    },
    /** Not a setting of the owner: which identity the values were given with. */
    CLAIMED_ID(LinkSettings.CLAIMED_ID, "") {
        @Override
        String normalize(String text, Path root) {
            return ClaimedId.normalize(text);
        }
    };

    /** Between the paths of {@link #CA}. */
    static final String SEPARATOR = ",";

    private static final int MAX_QUERY_THREADS = 512;

    private final String key;
    private final String defaultValue;

    LinkKey(String key, String defaultValue) {
        this.key = key;
        this.defaultValue = defaultValue;
    }

    /** Name in the PIDs {@code io.aclk.link} and {@link LinkSettings#PID}. */
    String key() {
        return key;
    }

    /** Value where no door has one. */
    String defaultValue() {
        return defaultValue;
    }

    /** The setting of a name in the PID. */
    static Optional<LinkKey> of(String key) {
        return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    /**
     * Checks a text and brings it into the one form that is compared and passed on.
     *
     * @param text as written by the owner, stripped
     * @param root directory that relative paths are relative to
     * @throws IllegalArgumentException if it cannot be used; the message completes "the value of key ..." and does not
     *     contain the text
     */
    abstract String normalize(String text, Path root);

    /**
     * The files that a text names: when one of them changes, the value may be another.
     *
     * @throws IllegalArgumentException as {@link #normalize}
     */
    List<Path> files(String text, Path root) {
        return List.of();
    }

    /** What to say about a normalized value that can be used but is not what it seems; completes "the value of key ...". */
    Optional<String> remark(String value) {
        return Optional.empty();
    }

    /** The paths of a value of {@link #CA}. */
    static List<String> paths(String value) {
        return Arrays.stream(value.split(SEPARATOR))
                .map(String::strip)
                .filter(path -> !path.isEmpty())
                .toList();
    }

    private static Path resolve(Path root, String path) {
        try {
            return root.resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a file name", e);
        }
    }

    private static String flag(String text) {
        return String.valueOf(IniFile.flag(text));
    }

    private static String pin(String text) {
        if (text.isEmpty()) {
            return text;
        }
        try {
            if (text.startsWith("sha256/") && Base64.getDecoder().decode(text.substring(7)).length == 32) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // not base64: the same mistake as any other
        }
        throw new IllegalArgumentException("wants sha256/ and the base64 of the 32 bytes of a SHA-256");
    }
}
