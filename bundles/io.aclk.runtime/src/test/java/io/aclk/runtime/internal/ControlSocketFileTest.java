package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketFileTest {

    @TempDir
    Path dir;

    @Test
    void aShortPathNeedsNoOtherDirectory() throws IOException {
        Path run = Files.createTempDirectory(Path.of("/tmp"), "aclk-test-");
        try {
            ControlSocketFile file = ControlSocketFile.prepare(run, dir);

            assertEquals(run.resolve("control.sock"), file.socket());
            assertNull(file.pointer());
            file.delete();
        } finally {
            Files.delete(run);
        }
    }

    @Test
    void aLongPathLeadsToAPrivateShortDirectory() throws IOException {
        ControlSocketFile file = ControlSocketFile.prepare(longRun(), dir);

        assertEquals(file.socket() + "\n", Files.readString(longRun().resolve("control")));
        assertEquals(dir, file.socket().getParent().getParent());
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(file.socket().getParent())));

        file.delete();
        assertFalse(Files.exists(file.socket().getParent()));
        assertFalse(Files.exists(longRun().resolve("control")));
    }

    @Test
    void whatAKilledInstanceLeftIsRemoved() throws IOException {
        ControlSocketFile killed = ControlSocketFile.prepare(longRun(), dir);
        Files.createFile(killed.socket());

        ControlSocketFile next = ControlSocketFile.prepare(longRun(), dir);

        assertFalse(Files.exists(killed.socket().getParent()));
        assertTrue(Files.isDirectory(next.socket().getParent()));
    }

    @Test
    void aPointerToAForeignFileRemovesNothing() throws IOException {
        Path foreign = Files.createFile(dir.resolve("control.sock"));
        Files.createDirectories(longRun());
        Files.writeString(longRun().resolve("control"), foreign + "\n");

        ControlSocketFile.prepare(longRun(), dir);

        assertTrue(Files.exists(foreign));
    }

    private Path longRun() {
        return dir.resolve("x".repeat(ControlSocketFile.MAX_PATH)).resolve("run");
    }
}
