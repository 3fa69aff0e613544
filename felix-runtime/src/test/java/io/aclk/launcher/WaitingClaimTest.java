package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingClaimTest {

    @TempDir
    Path dir;

    @Test
    void theValuesWaitInPrivateFiles() throws Exception {
        Path ca = Files.writeString(dir.resolve("ca.pem"), "certificate");

        write(
                "--token",
                "t",
                "--rooms",
                "a,b",
                "--url",
                "https://x",
                "--ca",
                ca.toString(),
                "--pin",
                "p",
                "--insecure");

        Path cloudD = dir.resolve("data/cloud.d");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cloudD)));
        assertEquals("t", Files.readString(cloudD.resolve("token")));
        assertEquals("a,b", Files.readString(cloudD.resolve("rooms")));
        assertEquals("certificate", Files.readString(cloudD.resolve("trusted.pem")));
        assertEquals(
                "[global]\nurl = https://x\npin = p\ninsecure = yes\n", Files.readString(cloudD.resolve("cloud.conf")));
        try (Stream<Path> files = Files.list(cloudD)) {
            for (Path file : files.toList()) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                        file.toString());
            }
        }
    }

    @Test
    void anIdentityInUseIsLeftAlone() throws Exception {
        Path cloudD = Files.createDirectories(dir.resolve("data/cloud.d"));
        Files.writeString(cloudD.resolve("claimed_id"), "7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11");

        assertEquals(
                1,
                assertThrows(RefusedException.class, () -> write("--token", "t"))
                        .exit());

        assertFalse(Files.exists(cloudD.resolve("token")));
    }

    @Test
    void anIdentityThatOnlyCloudConfNamesIsLeftAlone() throws Exception {
        Path conf = Files.createDirectories(dir.resolve("data/cloud.d")).resolve("cloud.conf");
        String text = "[global]\n  url = https://x\n  claimed_id = 7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11\n";
        Files.writeString(conf, text);
        assertThrows(RefusedException.class, () -> write("--token", "t"));
        assertEquals(text, Files.readString(conf));

        Files.writeString(conf, "[global]\nclaimed_id =\nhostname = h\n");
        write("--token", "t");
    }

    private void write(String... args) throws IOException, RefusedException {
        new WaitingClaim(dir).write(ClaimArguments.parse(List.of(args), name -> null));
    }
}
