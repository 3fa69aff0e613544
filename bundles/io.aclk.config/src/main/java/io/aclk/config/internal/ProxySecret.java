package io.aclk.config.internal;

import io.aclk.config.shared.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Keeps the URL of a proxy with credentials in a private file, because a service property must not carry a secret. Each
 * other URL gets another file, so that the property that names the file changes with it and the users notice.
 */
final class ProxySecret {

    private static final String PREFIX = "proxy-";
    private static final String SUFFIX = ".url";

    private final Path directory;
    private Path current;

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
        List<Path> old = files();
        for (Path file : old) {
            if (Files.readString(file, StandardCharsets.UTF_8).equals(url)) {
                current = file;
                return file;
            }
        }
        // the one before the new one is still read by those who have not heard of the change yet
        for (Path file : old) {
            if (!file.equals(current)) {
                PrivateFiles.delete(file);
            }
        }
        PrivateFiles.createDirectory(directory);
        String name = PREFIX + UUID.randomUUID().toString().substring(0, 8) + SUFFIX;
        current = directory.resolve(name);
        PrivateFiles.write(current, url);
        return current;
    }

    /** Deletes the files of earlier URLs, when no URL with credentials is in force. */
    void forget() throws IOException {
        for (Path file : files()) {
            PrivateFiles.delete(file);
        }
        current = null;
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
