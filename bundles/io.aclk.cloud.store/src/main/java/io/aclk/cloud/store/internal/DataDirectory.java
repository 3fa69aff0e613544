package io.aclk.cloud.store.internal;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** The folder of the embedded database: for its owner only, and so is every file in it. */
record DataDirectory(Path path) {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** Makes the folder where it is missing. */
    void create() throws IOException {
        Files.createDirectories(path);
        restrict(path, "rwx------");
        if (!Files.isWritable(path)) {
            throw new IOException("not writable");
        }
    }

    /** Takes the database files from other users. (The folder keeps them out already; a copy may not.) */
    void protectFiles() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                restrict(file, "rw-------");
            }
        }
    }

    private static void restrict(Path file, String permissions) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }
}
