package io.aclk.config.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {

    @TempDir
    Path dir;

    @Test
    void aFileInADirectoryThatIsRewrittenInPlaceChangesItsStamp() throws Exception {
        Path file = Files.writeString(dir.resolve("ca.pem"), "short");
        FileStamp before = FileStamp.of(dir);
        assertEquals(before, FileStamp.of(dir));
        Files.writeString(file, "much longer");
        assertNotEquals(before, FileStamp.of(dir));
    }

    @Test
    void anotherNameOfAFileChangesTheStampOfItsDirectory() throws Exception {
        Path file = Files.writeString(dir.resolve("ca.txt"), "x");
        FileStamp before = FileStamp.of(dir);
        Files.move(file, dir.resolve("ca.pem"));
        assertNotEquals(before, FileStamp.of(dir));
    }

    @Test
    void noMoreFilesThanTheLimitAreLookedAt() throws Exception {
        for (int i = 0; i < FileStamp.MAX_FILES + 1; i++) {
            Files.createFile(dir.resolve("ca" + i + ".pem"));
        }
        assertEquals(
                FileStamp.MAX_FILES,
                ((FileStamp.Directory) FileStamp.of(dir).key()).files().size());
    }

    @Test
    void whatIsMissingHasAStampToo() {
        FileStamp missing = FileStamp.of(dir.resolve("none"));
        assertFalse(missing.exists());
        assertTrue(FileStamp.of(dir).exists());
        assertEquals(missing, FileStamp.of(dir.resolve("none either")));
    }
}
