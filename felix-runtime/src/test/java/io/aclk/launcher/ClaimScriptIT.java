package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/netdata-cloud.sh} and {@code bin/aclk claim}, as processes. */
class ClaimScriptIT {

    @TempDir
    Path temporary;

    private Path dir;

    @BeforeEach
    void anInstance() throws Exception {
        dir = Files.createDirectories(temporary.resolve("an instance"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--token t0k3n --rooms a,b --url https://x --proxy http://u:pr0xy@p",
                "--token=t0k3n --rooms=a,b --url=https://x --proxy=http://u:pr0xy@p",
                "-token=t0k3n -rooms=a,b -url=https://x -proxy=http://u:pr0xy@p",
                "--claim-token t0k3n --claim-rooms a,b --claim-url https://x --claim-proxy http://u:pr0xy@p"
            })
    void everySpellingIsUnderstoodAndNoSecretIsInTheProcessList(String options) throws Exception {
        List<String> args = new ArrayList<>(List.of(options.split(" ")));
        args.addAll(List.of("--dir", dir.toString()));

        Program.Result claim = Program.run("netdata-cloud.sh", args.toArray(String[]::new));

        assertEquals(0, claim.exit(), claim.err());
        assertEquals("", claim.err());
        Path cloudD = dir.resolve("data/cloud.d");
        assertEquals("t0k3n", Files.readString(cloudD.resolve("token")));
        assertEquals("a,b", Files.readString(cloudD.resolve("rooms")));
        assertEquals(
                "[global]\nurl = https://x\nproxy = http://u:pr0xy@p\n",
                Files.readString(cloudD.resolve("cloud.conf")));

        // what other users see of the JVM
        for (Program.Result seen : List.of(arguments("netdata-cloud.sh", args), arguments("aclk", claimOf(args)))) {
            assertFalse(seen.out().contains("t0k3n") || seen.out().contains("pr0xy"), seen.out());
            assertTrue(seen.out().contains("a,b"), seen.out());
            assertEquals("t0k3n http://u:pr0xy@p\n", seen.err());
        }
    }

    @Test
    void optionsWithoutAMeaningAreWarnedOf() throws Exception {
        Program.Result claim = Program.run(
                "netdata-cloud.sh",
                "-token=t",
                "-id=1",
                "-hostname=h",
                "-user=u",
                "-verbose",
                "-daemon-not-running",
                "--dir=" + dir);

        assertEquals(0, claim.exit(), claim.err());
        for (String option : List.of("-id", "-hostname", "-user", "-verbose", "-daemon-not-running")) {
            assertTrue(claim.err().contains("the option " + option + " has no effect\n"), claim.err());
        }
    }

    @Test
    void anythingElseIsAnsweredWithTheUsage() throws Exception {
        Program.Result claim =
                Program.run("netdata-cloud.sh", "--token", "secret", "--misspelt=1", "--dir", dir.toString());

        assertEquals(2, claim.exit());
        assertTrue(claim.err().startsWith("unknown option --misspelt\nusage: netdata-cloud.sh "), claim.err());
        assertFalse(claim.err().contains("secret"), claim.err());
        assertEquals(
                2,
                Program.run("aclk", "claim", "--token=t", "word", "--dir", dir.toString())
                        .exit());
    }

    @Test
    void theExitCodesAreExplained() throws Exception {
        String help = Program.run("netdata-cloud.sh", "--help").out();

        for (String line : List.of("exit codes:", "  0  ", "  1  ", "  2  ", "no write access")) {
            assertTrue(help.contains(line), help);
        }
    }

    @Test
    void aClaimWithoutReloadIsLeft() throws Exception {
        Program.Result claim = Program.run("netdata-cloud.sh", "-token=t", "-noreload", "--dir=" + dir);

        assertEquals(0, claim.exit(), claim.err());
        assertTrue(claim.out().contains("takes it by itself"), claim.out());
        assertEquals("t", Files.readString(dir.resolve("data/cloud.d/token")));
    }

    private static List<String> claimOf(List<String> args) {
        List<String> words = new ArrayList<>(args.subList(args.size() - 2, args.size()));
        words.add("claim");
        words.addAll(args.subList(0, args.size() - 2));
        return words;
    }

    /** Runs a script with a Java that prints its arguments, and the secrets of its environment on standard error. */
    private Program.Result arguments(String script, List<String> args) throws Exception {
        Path home = Files.createDirectories(temporary.resolve("java"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$@\"\necho \"$ACLK_CLAIM_TOKEN $ACLK_CLAIM_PROXY\" >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Program.run(
                Map.of("JAVA_HOME", home.toString()),
                Program.HOME.resolve("bin").resolve(script),
                args.toArray(String[]::new));
    }
}
