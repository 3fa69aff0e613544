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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/aclk feature} as a person uses it, in a folder of their own; the instance is elsewhere. */
class FeatureScriptIT {

    @TempDir
    Path temporary;

    private Path here;
    private Path dir;
    private Process agent;

    @BeforeEach
    void anInstanceWithoutTheLink() throws Exception {
        here = Files.createDirectories(temporary.resolve("my features"));
        dir = temporary.resolve("an instance");
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
        Files.writeString(dir.resolve("conf/features"), "agent\n");
    }

    @AfterEach
    void stop() throws Exception {
        if (agent != null) {
            agent.destroy();
            assertTrue(agent.waitFor(15, TimeUnit.SECONDS));
        }
    }

    // without an agent

    @Test
    void aKeyIsMadeAFileIsSignedAndVerified() throws Exception {
        Path archive = extra("1.0.0").archive(here.resolve("x.zip"));

        done("keygen");
        assertEquals("rw-------", permissions("aclk-signing.key"));
        assertEquals("rw-r--r--", permissions("aclk-signing.key.pub"));
        done("sign", "x.zip");
        assertEquals("rw-r--r--", permissions("x.zip.sig"));
        refused("not trusted here", "verify", "x.zip");
        trust();
        String verified = done("verify", "x.zip");
        assertTrue(verified.startsWith(archive + " is what was signed with the key "), verified);

        alter(archive);
        refused(archive + " is not what was signed", "verify", "x.zip");
        refused("is there already", "keygen");
        assertFalse(Files.exists(dir.resolve("data")), "verify only looks");
    }

    @Test
    void theOthersNeedAnAgent() throws Exception {
        for (String verb : List.of("list", "install x", "update x", "remove x")) {
            Program.Result result = feature(verb.split(" "));
            assertEquals(3, result.exit(), result.err());
            assertTrue(result.err().startsWith("no agent answers at " + dir), result.err());
        }
        assertEquals(2, feature("sign").exit());
        Program.Result help = feature("--help");
        assertEquals(0, help.exit());
        assertTrue(help.out().contains("--allow-unsigned"), help.out());
    }

    // with an agent

    @Test
    void aSignedArchiveIsInstalledUpdatedAndRemoved() throws Exception {
        keyThatIsTrusted();
        extra("1.0.0").archive(here.resolve("one.zip"));
        extra("2.0.0").archive(here.resolve("two.zip"));
        done("sign", "one.zip");
        done("sign", "two.zip");
        startAgent();

        done("install", "one.zip");
        assertEquals("1.0.0", running());
        done("update", "./two.zip", "--watch", "5");
        assertEquals("2.0.0", running());
        done("remove", TestFeature.NAME);
        assertEquals("", running());
        assertFalse(Files.exists(dir.resolve("data/unpacked")));
    }

    @Test
    void aSignedDirectoryIsInstalledAndUpdated() throws Exception {
        keyThatIsTrusted();
        extra("1.0.0").directory(here.resolve("one"));
        Path two = extra("2.0.0").directory(here.resolve("two"));
        done("sign", "one/feature.json");
        startAgent();

        done("install", "./one");
        assertEquals("1.0.0", running());
        refused(two + " is not signed", "update", "two/");
        done("sign", two.toString());
        Path jar = here.resolve("two/bundles").resolve(TestFeature.jarName("2.0.0"));
        byte[] right = Files.readAllBytes(jar);
        alter(jar);
        refused(jar + " was altered or is another build", "update", "two/", "--allow-unsigned");
        assertEquals("1.0.0", running());
        Files.write(jar, right);
        done("update", "two/feature.json");
        assertEquals("2.0.0", running());
    }

    @Test
    void whatIsUnsignedOrAlteredChangesNothing() throws Exception {
        keyThatIsTrusted();
        Path one = extra("1.0.0").archive(here.resolve("one.zip"));
        Path two = extra("2.0.0").archive(here.resolve("two.zip"));
        startAgent();

        refused(one + " is not signed", "install", "one.zip");
        assertEquals("", running());
        done("install", "one.zip", "--allow-unsigned");
        assertEquals("1.0.0", running());

        done("sign", "two.zip");
        alter(two);
        refused(two + " is not what was signed", "update", "two.zip");
        refused(two + " is not what was signed", "update", "two.zip", "--allow-unsigned");
        Files.delete(here.resolve("two.zip.sig"));
        new TestFeature("2.0.0", extra("2.0.0").json(), extra("1.0.0").jar()).archive(two);
        refused(
                TestFeature.jarName("2.0.0") + " in " + two + " was altered or is another build",
                "update",
                "two.zip",
                "--allow-unsigned");
        refused("there is no file " + here.resolve("nowhere.zip"), "update", "./nowhere.zip");
        refused("the feature 'nowhere' is unknown", "install", "nowhere");
        assertEquals("1.0.0", running());
        assertEquals("ready\n", aclk("ping").out());
    }

    private TestFeature extra(String version) throws Exception {
        return TestFeature.of(version, temporary);
    }

    private void keyThatIsTrusted() throws Exception {
        done("keygen");
        trust();
    }

    private void trust() throws Exception {
        Path keys = Files.createDirectories(dir.resolve("conf/trusted-keys"));
        Files.copy(here.resolve("aclk-signing.key.pub"), keys.resolve("mine.pub"));
    }

    private void startAgent() throws Exception {
        agent = Program.startInstance(Program.HOME.resolve("bin/agent"), dir);
    }

    /** Alters a byte in the middle. */
    private static void alter(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private String permissions(String file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(here.resolve(file)));
    }

    /** The version of the feature that runs, empty if it does not. */
    private String running() throws Exception {
        return done("list")
                .lines()
                .filter(line -> line.startsWith(TestFeature.NAME + " "))
                .map(line -> line.split(" +")[1])
                .findFirst()
                .orElse("");
    }

    private String done(String... args) throws Exception {
        Program.Result result = feature(args);
        assertEquals(0, result.exit(), result.err());
        assertEquals("", result.err());
        return result.out();
    }

    private void refused(String text, String... args) throws Exception {
        Program.Result result = feature(args);
        assertTrue(result.err().contains(text), result.err());
        assertEquals(1, result.exit());
        assertEquals("", result.out());
    }

    private Program.Result feature(String... args) throws Exception {
        List<String> words = new ArrayList<>(List.of("feature"));
        words.addAll(List.of(args));
        return aclk(words.toArray(String[]::new));
    }

    /** Runs the script in the folder of the person. */
    private Program.Result aclk(String... args) throws Exception {
        List<String> words = new ArrayList<>(List.of("-c", "cd \"$0\" && exec \"$@\"", here.toString()));
        words.add(Program.HOME.resolve("bin/aclk").toString());
        words.addAll(List.of("--dir", dir.toString()));
        words.addAll(List.of(args));
        return Program.run(Map.of(), Path.of("/bin/sh"), words.toArray(String[]::new));
    }
}
