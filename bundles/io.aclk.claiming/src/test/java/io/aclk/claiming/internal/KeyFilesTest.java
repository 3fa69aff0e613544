package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {

    @TempDir
    Path dir;

    private Path cloudD;
    private KeyFiles keys;

    @BeforeEach
    void start() {
        cloudD = dir.resolve("cloud.d");
        keys = new KeyFiles(cloudD);
    }

    @Test
    void generatesOnceAndKeeps() throws Exception {
        KeyFiles.Pair first = keys.loadOrGenerate();
        KeyFiles.Pair second = keys.loadOrGenerate();
        assertEquals(first.publicPem(), second.publicPem());
        assertEquals(Files.readString(cloudD.resolve("public.pem")), second.publicPem());
    }

    @Test
    void filesArePrivate() throws Exception {
        keys.loadOrGenerate();
        assertEquals("rwx------", mode(cloudD));
        assertEquals("rw-------", mode(cloudD.resolve("private.pem")));
        assertEquals("rw-------", mode(cloudD.resolve("public.pem")));
    }

    @Test
    void directoryThatOthersCanReadIsMadePrivate() throws Exception {
        Files.createDirectory(cloudD);
        Files.setPosixFilePermissions(cloudD, PosixFilePermissions.fromString("rwxr-xr-x"));
        keys.loadOrGenerate();
        assertEquals("rwx------", mode(cloudD));
    }

    @Test
    void withoutThePublicKeyThereIsNoPair() throws Exception {
        KeyFiles.Pair first = keys.loadOrGenerate();
        Files.delete(cloudD.resolve("public.pem"));
        assertFalse(first.publicPem().equals(keys.loadOrGenerate().publicPem()));
    }

    @Test
    void keysThatDoNotBelongTogether() throws Exception {
        keys.loadOrGenerate();
        Files.writeString(cloudD.resolve("public.pem"), AgentKey.generate().publicPem());
        assertThrows(ClaimFailure.class, keys::loadOrGenerate);
    }

    @Test
    void publicKeyThatIsTooLong() throws Exception {
        keys.loadOrGenerate();
        Files.writeString(cloudD.resolve("public.pem"), "x".repeat(2048));
        ClaimFailure e = assertThrows(ClaimFailure.class, keys::loadOrGenerate);
        assertEquals("cannot read public key file '" + cloudD.resolve("public.pem") + "'", e.getMessage());
    }

    @Test
    void directoryThatCannotBeMade() throws Exception {
        Files.writeString(cloudD, "a file where a directory should be");
        ClaimFailure e = assertThrows(ClaimFailure.class, keys::loadOrGenerate);
        assertEquals("Cannot write private key file: " + cloudD.resolve("private.pem"), e.getMessage());
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
