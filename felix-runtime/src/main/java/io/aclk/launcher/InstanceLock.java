package io.aclk.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * An instance directory, held by this process: made with its folders if needed, locked by {@code run/lock}, with the pid
 * in {@code run/pid}. The system frees the lock of a process that was killed.
 */
final class InstanceLock implements AutoCloseable {

    private final Path directory;
    private final FileChannel channel;

    private InstanceLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes an instance directory.
     *
     * @throws RefusedException if it cannot be made or written, or another process holds it
     */
    static InstanceLock take(Path directory) throws RefusedException {
        Path dir = directory.toAbsolutePath().normalize();
        try {
            for (String folder : new String[] {"conf", "data", "deploy", "log", "run"}) {
                Files.createDirectories(dir.resolve(folder));
            }
            Files.setPosixFilePermissions(dir.resolve("run"), PosixFilePermissions.fromString("rwx------"));
            FileChannel channel = FileChannel.open(file(dir), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw RefusedException.refused("the directory " + dir + " is in use by another instance" + pidOf(dir)
                        + "; stop it first, or give another directory with --dir");
            }
            Files.writeString(pidFile(dir), ProcessHandle.current().pid() + "\n");
            return new InstanceLock(dir, channel);
        } catch (FileAlreadyExistsException e) {
            throw RefusedException.refused("the directory " + dir + " cannot be used: " + e.getFile()
                    + " is not a directory; give another one with --dir");
        } catch (IOException e) {
            throw RefusedException.refused(
                    "the directory " + dir + " cannot be written: " + e.getMessage() + "; give another one with --dir");
        }
    }

    /** The file that a running instance holds locked. */
    static Path file(Path dir) {
        return dir.resolve("run").resolve("lock");
    }

    private static String pidOf(Path dir) {
        try {
            return ", pid "
                    + Files.readString(pidFile(dir), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            // the instance is about to write it, or to end: the message does without
            return "";
        }
    }

    private static Path pidFile(Path dir) {
        return dir.resolve("run").resolve("pid");
    }

    /** The directory, absolute. */
    Path directory() {
        return directory;
    }

    /** Gives the directory free. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(pidFile(directory));
            channel.close();
        } catch (IOException e) {
            System.err.println("cannot give " + directory + " free: " + e.getMessage());
        }
    }
}
