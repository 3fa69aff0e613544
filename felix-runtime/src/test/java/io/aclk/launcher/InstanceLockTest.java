package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {

    @TempDir
    Path dir;

    @Test
    void makesThePrivateFoldersAndNamesItsProcess() throws Exception {
        Path instance = dir.resolve("a").resolve("b");
        try (InstanceLock lock = InstanceLock.take(instance)) {
            assertEquals(instance, lock.directory());
            assertEquals(
                    Long.toString(ProcessHandle.current().pid()),
                    Files.readString(instance.resolve("run/pid")).strip());
            assertEquals(
                    "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(instance.resolve("run"))));
        }
        assertFalse(Files.exists(instance.resolve("run/pid")));
    }

    @Test
    void canBeTakenAgainAfterwards() throws Exception {
        InstanceLock.take(dir).close();
        InstanceLock.take(dir).close();
    }

    @Test
    void aDirectoryBelowAFileIsRefused() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));

        RefusedException refusal =
                assertThrows(RefusedException.class, () -> InstanceLock.take(file.resolve("instance")));

        assertEquals(1, refusal.exit());
        assertTrue(refusal.getMessage().contains("--dir"), refusal.getMessage());
    }
}
