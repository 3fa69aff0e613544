package io.aclk.config.internal;

import io.aclk.config.files.FileStamp;
import java.nio.file.Path;
import java.util.List;

/**
 * Notices that a file changed, once it holds still: an editor that empties a file before it writes it must not put
 * defaults in force for a moment. Used by one thread.
 */
final class WatchedFiles {

    private final List<Path> files;
    private List<FileStamp> seen = List.of();
    private List<FileStamp> read = List.of();

    WatchedFiles(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** Whether something is another than at the last {@link #markRead} and is the same as at the last call. */
    boolean changed() {
        List<FileStamp> now = stamps();
        boolean still = now.equals(seen);
        seen = now;
        return still && !now.equals(read);
    }

    /** Called before the files are read. */
    void markRead() {
        seen = stamps();
        read = seen;
    }

    private List<FileStamp> stamps() {
        return files.stream().map(FileStamp::of).toList();
    }
}
