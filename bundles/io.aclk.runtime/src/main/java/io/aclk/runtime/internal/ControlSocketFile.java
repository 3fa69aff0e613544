package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where the control socket lies: {@code run/control.sock}, or, where that path is too long for the system, in a private
 * short directory that the file {@code run/control} names.
 *
 * @param socket the socket
 * @param pointer the file that names it, or {@code null} if it lies in {@code run/}
 */
record ControlSocketFile(Path socket, Path pointer) {

    /** Bytes that every system takes ({@code sun_path} has 104 on BSD, 108 on Linux, with a final zero). */
    static final int MAX_PATH = 100;

    private static final String NAME = "control.sock";

    /** Makes room for a socket: private directories, and no socket of an instance that was killed. */
    static ControlSocketFile prepare(Path run, Path temporary) throws IOException {
        Files.createDirectories(run);
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
        Path pointer = run.resolve("control");
        remove(pointer);
        Path socket = run.resolve(NAME);
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH) {
            Files.deleteIfExists(socket);
            return new ControlSocketFile(socket, null);
        }
        Path directory = Files.createTempDirectory(
                temporary, "aclk-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        socket = directory.resolve(NAME);
        Files.writeString(pointer, socket + "\n");
        return new ControlSocketFile(socket, pointer);
    }

    /** Removes what {@link #prepare} made. */
    void delete() throws IOException {
        if (pointer == null) {
            Files.deleteIfExists(socket);
        } else {
            remove(pointer);
        }
    }

    /** Removes a pointer and the short directory that it names. */
    private static void remove(Path pointer) throws IOException {
        if (!Files.isRegularFile(pointer)) {
            return;
        }
        Path socket = Path.of(Files.readString(pointer).strip());
        if (socket.endsWith(NAME)
                && socket.getParent() != null
                && socket.getParent().getFileName().toString().startsWith("aclk-")) {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.getParent());
        }
        Files.delete(pointer);
    }
}
