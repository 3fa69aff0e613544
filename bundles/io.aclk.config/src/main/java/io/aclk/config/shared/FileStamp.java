package io.aclk.config.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * By what a changed file is recognised without reading it.
 *
 * @param modified time of the last change
 * @param size bytes, -1 if there is no such file
 * @param key inode or what the system has instead, may be {@code null}
 */
public record FileStamp(FileTime modified, long size, Object key) {

    private static final FileStamp MISSING = new FileStamp(FileTime.fromMillis(0), -1, null);

    /** Checks that nothing is missing. */
    public FileStamp {
        Objects.requireNonNull(modified, "modified");
    }

    /** The stamp of a file now. */
    public static FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return MISSING;
        }
    }

    /** Whether there was a file. */
    public boolean exists() {
        return size >= 0;
    }
}
