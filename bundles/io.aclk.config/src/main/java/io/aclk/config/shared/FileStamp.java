package io.aclk.config.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * By what a changed file is recognised without reading it, or a directory of files.
 *
 * @param modified time of the last change
 * @param size bytes, -1 if there is no such file
 * @param key inode or what the system has instead, may be {@code null}; for a directory a {@link Directory}
 */
public record FileStamp(FileTime modified, long size, Object key) {

    /** So many files of a directory are looked at: as many as a system's own directory of certificates may have. */
    static final int MAX_FILES = 1000;

    private static final FileStamp MISSING = new FileStamp(FileTime.fromMillis(0), -1, null);

    /** Checks that nothing is missing. */
    public FileStamp {
        Objects.requireNonNull(modified, "modified");
    }

    /**
     * What a directory is recognised by besides: its own time stays when a file in it is rewritten in place.
     *
     * @param key as of a file
     * @param files stamps of the files in it
     */
    record Directory(Object key, List<Entry> files) {}

    /** A file of a directory; one that is a directory itself is not looked into. */
    record Entry(Path file, FileStamp stamp) {}

    /** The stamp of a file, or of a directory and the files in it, now. */
    public static FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return of(attributes, attributes.isDirectory() ? new Directory(key, entries(file)) : key);
        } catch (IOException e) {
            return MISSING;
        }
    }

    private static FileStamp of(BasicFileAttributes attributes, Object key) {
        return new FileStamp(attributes.lastModifiedTime(), attributes.size(), key);
    }

    private static List<Entry> entries(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.limit(MAX_FILES)
                    .sorted()
                    .map(file -> new Entry(file.getFileName(), ofEntry(file)))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // as if it were empty: whoever reads it says why it cannot be read
            return List.of();
        }
    }

    private static FileStamp ofEntry(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return of(attributes, attributes.fileKey());
        } catch (IOException e) {
            return MISSING;
        }
    }

    /** Whether there was a file. */
    public boolean exists() {
        return size >= 0;
    }
}
