package io.aclk.config.internal;

import io.aclk.config.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Keeps URLs of proxies with credentials in private files, because a service property must not carry a secret. Each URL
 * has a file of its own, so that the property that names the file changes with it and the users notice. Used by one
 * thread.
 */
final class ProxySecret {

    private static final String PREFIX = "proxy-";
    private static final String SUFFIX = ".url";

    private final Path directory;
    private Set<Path> named = new HashSet<>();
    private Set<Path> namedBefore = Set.of();

    /** @param directory {@code data/cloud.d} */
    ProxySecret(Path directory) {
        this.directory = directory;
    }

    /**
     * The file that holds a URL.
     *
     * @throws IOException if it cannot be written
     */
    Path keep(String url) throws IOException {
        Path kept = null;
        for (Path file : files()) {
            if (Files.readString(file, StandardCharsets.UTF_8).equals(url)) {
                kept = file;
            }
        }
        if (kept == null) {
            PrivateFiles.createDirectory(directory);
            kept = directory.resolve(PREFIX + UUID.randomUUID().toString().substring(0, 8) + SUFFIX);
            PrivateFiles.write(kept, url);
        }
        named.add(kept);
        return kept;
    }

    /**
     * Deletes the files that were not asked for since the call before the last one: those asked for before the last one
     * are still read by users that have not heard of the change yet.
     */
    void tidy() throws IOException {
        for (Path file : files()) {
            if (!named.contains(file) && !namedBefore.contains(file)) {
                PrivateFiles.delete(file);
            }
        }
        namedBefore = named;
        named = new HashSet<>();
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> all = Files.list(directory)) {
                all.filter(file -> {
                            String name = file.getFileName().toString();
                            return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
                        })
                        .forEach(files::add);
            }
        }
        return files;
    }
}
