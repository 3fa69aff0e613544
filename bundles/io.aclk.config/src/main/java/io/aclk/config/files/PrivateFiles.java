package io.aclk.config.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files that only their owner may read, whatever the umask: mode 0600 in directories of mode 0700. What belongs to them
 * and is no secret, such as the certificate of a key, is written in the same way.
 */
public final class PrivateFiles {

    private static final Set<PosixFilePermission> FILE_MODE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> PUBLIC_MODE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> DIRECTORY_MODE = PosixFilePermissions.fromString("rwx------");
    private static final String TEMPORARY = ".tmp";
    /** A temporary file of this age was left by a crash. */
    private static final Duration LEFT_OVER = Duration.ofMinutes(1);

    private PrivateFiles() {}

    /** Makes sure that a directory exists and is private. */
    public static void createDirectory(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (!Files.exists(directory) && parent != null) {
            Files.createDirectories(parent);
            createLeaf(directory);
        }
        Files.createDirectories(directory);
        setMode(directory, DIRECTORY_MODE);
    }

    /** Private from the first moment on: with a generous umask somebody else could have got in before the mode is set. */
    private static void createLeaf(Path directory) throws IOException {
        try {
            if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY_MODE));
            }
        } catch (FileAlreadyExistsException e) {
            // somebody else made it meanwhile
        }
    }

    /** Writes a file of text in UTF-8, as {@link #write(Path, byte[])} does. */
    public static void write(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a file so that, whatever happens, either the old or the whole new content is there: to a temporary file
     * beside it, which is flushed to the disk and renamed.
     */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, content, FILE_MODE);
    }

    /** Writes a file of text in UTF-8 that everybody may read, mode 0644, else as {@link #write(Path, byte[])} does. */
    public static void writePublic(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8), PUBLIC_MODE);
    }

    private static void write(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
        Path directory = file.getParent();
        Path temporary = Files.createTempFile(directory, "." + file.getFileName(), TEMPORARY);
        try {
            setMode(temporary, mode);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        flush(directory);
    }

    /**
     * Renames a file or a directory in one step, durably. A file, or an empty directory, that has the new name already is
     * replaced.
     */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        flush(to.getParent());
        if (!to.getParent().equals(from.getParent())) {
            flush(from.getParent());
        }
    }

    /** Deletes a file or an empty directory if it exists, durably. */
    public static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            flush(file.getParent());
        }
    }

    /** Deletes the temporary files that a crash left behind. */
    public static void removeLeftOvers(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.getFileName().toString().startsWith(".")
                            && file.getFileName().toString().endsWith(TEMPORARY))
                    .toList();
        }
        for (Path file : files) {
            if (Files.getLastModifiedTime(file)
                    .toInstant()
                    .isBefore(Instant.now().minus(LEFT_OVER))) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void setMode(Path path, Set<PosixFilePermission> mode) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null && !view.readAttributes().permissions().equals(mode)) {
            view.setPermissions(mode);
        }
    }

    private static void flush(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // not every system can flush a directory; then the rename is as durable as that system makes it
        }
    }
}
