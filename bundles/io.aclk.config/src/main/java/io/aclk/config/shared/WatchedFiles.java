package io.aclk.config.shared;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Notices that files changed, once they hold still: an editor that empties a file before it writes it must not put
 * defaults in force for a moment. Asked now and then by one thread.
 */
public final class WatchedFiles {

    private final Supplier<List<Path>> files;
    private List<FileStamp> seen = List.of();
    private List<FileStamp> read = List.of();

    /** @param files what to look at, asked each time */
    public WatchedFiles(Supplier<List<Path>> files) {
        this.files = files;
    }

    /** Whether something is another than at the last {@link #markRead} and is the same as at the last call. */
    public boolean changed() {
        List<FileStamp> now = stamps();
        boolean still = now.equals(seen);
        seen = now;
        return still && !now.equals(read);
    }

    /**
     * To be called before the files are read.
     *
     * @return whether something is another than at the last call, or at the first one, whether there is something
     */
    public boolean markRead() {
        seen = stamps();
        boolean changed = !seen.equals(read);
        read = seen;
        return changed;
    }

    private List<FileStamp> stamps() {
        return files.get().stream().map(FileStamp::of).toList();
    }
}
