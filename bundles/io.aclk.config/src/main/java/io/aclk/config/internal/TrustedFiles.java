package io.aclk.config.internal;

import io.aclk.config.shared.FileStamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of certificates behind the setting ca: PEM files, and directories, of which the files {@code *.pem},
 * {@code *.crt} and {@code *.cer} count, as {@code io.aclk.network} reads them.
 */
final class TrustedFiles {

    private static final long MAX_FILE = 4 * 1024 * 1024;
    /** As many as a system's own directory may have, and no more are looked after. */
    private static final int MAX_FILES = 1000;

    private TrustedFiles() {}

    /**
     * Checks that there is something to read.
     *
     * @throws IllegalArgumentException if not; the message completes "the value of key ..."
     */
    static void check(Path path) {
        if (Files.isDirectory(path)) {
            return;
        }
        if (!Files.exists(path)) {
            throw new IllegalArgumentException("names " + path + ", which does not exist");
        }
        try {
            if (Files.size(path) > MAX_FILE
                    || !Files.readString(path, StandardCharsets.ISO_8859_1).contains("CERTIFICATE-----")) {
                throw new IllegalArgumentException("names " + path + ", which holds no certificate in PEM form");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("names " + path + ", which cannot be read", e);
        }
    }

    /** The files themselves, and in place of directories what counts in them. */
    static List<Path> expand(List<Path> paths) {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                files.add(path);
            } else {
                try (Stream<Path> all = Files.list(path)) {
                    all.filter(file -> file.getFileName().toString().matches(".*\\.(?:pem|crt|cer)"))
                            .sorted()
                            .limit(MAX_FILES)
                            .forEach(files::add);
                } catch (IOException e) {
                    // as if it were empty: whoever reads it says why it cannot be read
                }
            }
        }
        return files;
    }

    /** Another text whenever one of the files changed, was added or removed; empty if there are none. */
    static String stamp(List<Path> paths) {
        List<Path> files = expand(paths);
        return files.isEmpty()
                ? ""
                : Integer.toHexString(files.stream()
                        .map(file -> file + " " + FileStamp.of(file))
                        .toList()
                        .hashCode());
    }
}
