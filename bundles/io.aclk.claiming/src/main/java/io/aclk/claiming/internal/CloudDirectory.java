package io.aclk.claiming.internal;

import io.aclk.config.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory {@code cloud.d}, which goes from one identity to the next in one step, whatever happens meanwhile:
 *
 * <ol>
 *   <li>All files of the new identity are written and flushed to {@code .staged}. What is there counts for nothing.
 *   <li>{@code .staged} is renamed to {@code .next}: from here on the new identity is in force, because {@link #file}
 *       prefers what is there.
 *   <li>The files of {@code .next} are moved to their places one by one, and what a claim consumes is deleted.
 * </ol>
 *
 * <p>{@link #recover} throws away what was only staged, and finishes what was begun. A full disk is met in the first
 * step, before the cloud is asked. Used by one thread.
 */
final class CloudDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(CloudDirectory.class);

    /** Names of {@code protocol/claiming.md} section 4. */
    static final String CLOUD_CONF = "cloud.conf";

    static final String CLAIMED_ID = "claimed_id";
    static final String PRIVATE_KEY = "private.pem";
    static final String PUBLIC_KEY = "public.pem";
    static final String TRUSTED = "trusted.pem";
    static final String TOKEN = "token";
    static final String ROOMS = "rooms";

    /** What an identity consists of, in the order in which it is moved: the settings follow {@code cloud.conf}. */
    static final List<String> IDENTITY = List.of(PRIVATE_KEY, PUBLIC_KEY, TRUSTED, CLAIMED_ID, CLOUD_CONF);

    private static final List<String> CONSUMED = List.of(TOKEN, ROOMS);

    private final Path directory;
    private final Path staged;
    private final Path next;

    /** @param directory {@code data/cloud.d} */
    CloudDirectory(Path directory) {
        this.directory = directory;
        staged = directory.resolve(".staged");
        next = directory.resolve(".next");
    }

    /** The directory itself. */
    Path path() {
        return directory;
    }

    /** Whether another path leads to the same directory. */
    boolean isSame(Path other) {
        try {
            return Files.exists(directory) && Files.isSameFile(directory, other);
        } catch (IOException e) {
            // a path that leads nowhere leads to no directory
            return false;
        }
    }

    /** Where the file of this name is that is in force; it need not exist. */
    Path file(String name) {
        Path newer = next.resolve(name);
        return Files.exists(newer) ? newer : directory.resolve(name);
    }

    /** Where the file of this name lies when nothing is under way: the name for people. */
    Path place(String name) {
        return directory.resolve(name);
    }

    /** Begins to stage another identity. */
    void begin() throws IOException {
        PrivateFiles.createDirectory(directory);
        recover();
        for (String name : IDENTITY) {
            if (Files.isDirectory(directory.resolve(name))) {
                throw new IOException(directory.resolve(name) + " is a directory");
            }
        }
        PrivateFiles.createDirectory(staged);
    }

    /** Stages a file, or another content of one that is staged. */
    void put(String name, String content) throws IOException {
        PrivateFiles.write(staged.resolve(name), content);
    }

    /** Puts what is staged in force; durable on return. What stays to be done is left to {@link #finish}. */
    void commit() throws IOException {
        PrivateFiles.move(staged, next);
    }

    /** Throws away what is staged. */
    void discard() {
        try {
            remove(staged);
        } catch (IOException e) {
            LOG.debug("ACLK: {} stays until the next start", staged, e);
        }
    }

    /** Whether something is in force that is not in its place yet. */
    boolean unfinished() {
        return Files.exists(next);
    }

    /** Moves what is in force to its place. Can be repeated. */
    void finish() throws IOException {
        if (!unfinished()) {
            return;
        }
        for (String name : IDENTITY) {
            if (Files.exists(next.resolve(name))) {
                PrivateFiles.move(next.resolve(name), directory.resolve(name));
            }
        }
        for (String name : CONSUMED) {
            PrivateFiles.delete(directory.resolve(name));
        }
        remove(next);
    }

    /** Sets right what a crash left. */
    void recover() throws IOException {
        if (Files.isDirectory(directory)) {
            remove(staged);
            finish();
            PrivateFiles.removeLeftOvers(directory);
        }
    }

    /** Deletes a directory of files, if it exists. */
    static void remove(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.toList();
        }
        for (Path file : files) {
            remove(file);
            PrivateFiles.delete(file);
        }
        PrivateFiles.delete(directory);
    }
}
