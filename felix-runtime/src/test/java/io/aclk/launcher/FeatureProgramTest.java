package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureProgramTest {

    @TempDir
    Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Path instance;
    private Path archive;
    private Path key;

    @BeforeEach
    void anArchive() throws Exception {
        instance = dir.resolve("instance");
        archive = Files.writeString(dir.resolve("a.zip"), "content");
        key = dir.resolve("signing.key");
    }

    @Test
    void whatIsSignedWithATrustedKeyVerifies() throws Exception {
        assertEquals(0, run("keygen", "--out=" + key));
        assertEquals(0, run("sign", "--key", key.toString(), archive.toString()));
        Path trusted = trust();
        out.reset();

        assertEquals(0, run("verify", archive.toString()));

        String id = Files.readString(dir.resolve("a.zip.sig")).split(" ")[1];
        assertEquals(
                archive + " is what was signed with the key " + id + " (" + trusted + ")\n",
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theJarsOfAFeatureFileAreNotClaimedToBeVerified() throws Exception {
        Path json = Files.writeString(dir.resolve("feature.json"), "{}");
        run("keygen", "--out", key.toString());
        run("sign", json.toString(), "--key", key.toString());
        trust();
        out.reset();

        assertEquals(0, run("verify", json.toString()));

        assertTrue(out.toString(StandardCharsets.UTF_8).endsWith("when it is installed\n"));
    }

    @Test
    void whatIsNotSignedOrAlteredOrOfAnUnknownKeyDoesNotVerify() throws Exception {
        assertRefused(archive + " is not signed", "verify", archive.toString());
        run("keygen", "--out", key.toString());
        run("sign", archive.toString(), "--key", key.toString());
        assertRefused("not trusted here", "verify", archive.toString());
        trust();
        Files.writeString(archive, "Content");
        assertRefused(archive + " is not what was signed", "verify", archive.toString());
        assertFalse(Files.exists(instance.resolve("data")));
    }

    @Test
    void aKeyIsNeverOverwritten() throws Exception {
        Files.writeString(key, "mine");

        assertRefused(key + " is there already and stays as it is", "keygen", "--out", key.toString());
        assertEquals("mine", Files.readString(key));
    }

    @Test
    void whatCannotBeUsedIsNamed() throws Exception {
        Path nowhere = dir.resolve("nowhere");
        run("keygen", "--out", key.toString());

        assertRefused("there is no key " + nowhere, "sign", archive.toString(), "--key", nowhere.toString());
        assertRefused("there is no file " + nowhere, "sign", nowhere.toString(), "--key", key.toString());
        assertRefused("there is no file " + nowhere, "verify", nowhere.toString());
        assertRefused(dir + " is a directory", "sign", dir.toString(), "--key", key.toString());
        assertRefused(archive + " holds no private key", "sign", archive.toString(), "--key", archive.toString());
        assertRefused(
                "there is no directory " + nowhere,
                "keygen",
                "--out",
                nowhere.resolve("key").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sign",
                "verify",
                "sign a b",
                "verify a b",
                "keygen x",
                "keygen --out",
                "verify --allow-unsigned x"
            })
    void wrongUsageIsCodeTwo(String line) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> run(line.split(" ")));

        assertEquals(2, refusal.exit(), refusal.getMessage());
    }

    @Test
    void theOtherCommandsAreTheAgents() {
        for (String verb : new String[] {"list", "install", "update", "remove", "other"}) {
            assertFalse(FeatureProgram.knows(List.of(verb, "x")));
        }
        assertFalse(FeatureProgram.knows(List.of()));
    }

    private int run(String... args) throws RefusedException {
        return new FeatureProgram(
                        instance,
                        new Distribution(dir.resolve("distribution")),
                        new PrintStream(out, true, StandardCharsets.UTF_8))
                .run(List.of(args));
    }

    private Path trust() throws Exception {
        Path folder = Files.createDirectories(instance.resolve("conf/trusted-keys"));
        return Files.copy(dir.resolve("signing.key.pub"), folder.resolve("signing.key.pub"));
    }

    private void assertRefused(String text, String... args) {
        RefusedException refusal = assertThrows(RefusedException.class, () -> run(args));
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
        assertEquals(1, refusal.exit());
    }
}
