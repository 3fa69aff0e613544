package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {

    private static final AgentKey KEY = TestKeys.ONE;

    @TempDir
    Path dir;

    @Test
    void publicKeyFollowsFromThePrivateOne() throws Exception {
        Files.writeString(dir.resolve("private.pem"), KEY.privatePem());
        assertTrue(keys().load().sameAs(KEY));
        assertFalse(keys().publicOf(KEY), "missing");
        Files.writeString(dir.resolve("public.pem"), TestKeys.OTHER.publicPem());
        assertFalse(keys().publicOf(KEY), "another's");
        Files.writeString(dir.resolve("public.pem"), "x".repeat(70_000));
        assertFalse(keys().publicOf(KEY), "too long");
        Files.writeString(dir.resolve("public.pem"), KEY.publicPem());
        assertTrue(keys().publicOf(KEY));
    }

    @Test
    void withoutAPrivateKeyThereIsNoPair() throws Exception {
        assertEquals(Optional.empty(), keys().usable());
        assertEquals("private key file '" + dir.resolve("private.pem") + "': it is missing", failure());
    }

    @Test
    void keyThatCannotBeUsed() throws Exception {
        Files.writeString(dir.resolve("private.pem"), "x".repeat(70_000));
        assertTrue(failure().endsWith("it is larger than 65536 bytes"), failure());
        Files.writeString(dir.resolve("private.pem"), KEY.publicPem());
        assertEquals(Optional.empty(), keys().usable());
        Files.delete(dir.resolve("private.pem"));
        Files.createDirectory(dir.resolve("private.pem"));
        assertEquals(Optional.empty(), keys().usable());
    }

    private String failure() {
        return assertThrows(IOException.class, keys()::load).getMessage();
    }

    private KeyFiles keys() {
        return new KeyFiles(new CloudDirectory(dir));
    }
}
