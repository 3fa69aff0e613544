package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The programs in {@code bin/} as a user to whom the instance does not belong. */
class OtherUserIT {

    private static final List<String> AS_NOBODY = List.of("--reuid=65534", "--regid=65534", "--clear-groups");

    private Path dir;

    @BeforeEach
    void anInstanceOfRoot() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
        // the temporary directory of a build may lie where others cannot look
        dir = Files.createTempDirectory(Path.of("/tmp"), "aclk-user-test-");
        permit(dir, "rwxr-xr-x");
        assumeTrue(
                nobody(Path.of("/bin/sh"), "-c", "test -r " + Program.HOME.resolve("lib/aclk-launcher.jar"))
                                .exit()
                        == 0,
                "another user cannot read the distribution, or there is no setpriv");
    }

    @AfterEach
    void remove() throws Exception {
        if (dir != null) {
            Directories.delete(dir);
        }
    }

    @Test
    void withoutWriteAccessNobodyClaims() throws Exception {
        for (String command : List.of("netdata-cloud.sh", "aclk claim")) {
            Program.Result claim = run(command + " --token secret");

            assertEquals(1, claim.exit(), claim.out());
            assertEquals(
                    "no write access to " + dir + ", which proves that an agent is yours; run this as root\n",
                    claim.err());
        }
    }

    @Test
    void withoutReadAccessNoCommandGivesAnAnswer() throws Exception {
        for (String hidden : List.of("run", "data", "")) {
            Path place = Files.createDirectories(dir.resolve(hidden));
            permit(place, "rwx------");
            for (String command :
                    List.of("aclk status", "aclk doctor", "aclk config", "aclk support-bundle", "cloud nodes")) {
                Program.Result result = run(command);

                assertEquals("you may not read " + place + ": run this as root\n", result.err(), command);
                assertEquals(1, result.exit(), command);
                assertEquals("", result.out(), command);
            }
            permit(place, "rwxr-xr-x");
        }
    }

    @Test
    void aDirectoryThatIsHiddenByTheOneAboveItIsNotTakenForMissing() throws Exception {
        Path above = dir;
        permit(above, "rwx------");
        dir = Files.createDirectory(above.resolve("instance"));
        try {
            assertEquals(
                    "you may not read " + above + ": run this as root\n",
                    run("aclk status").err());
        } finally {
            Directories.delete(dir);
            dir = above;
        }
    }

    @Test
    void anAgentNamesTheFileOfItsCallerThatItMayNotRead() throws Exception {
        Path archive = TestFeature.of("1.0.0", dir).archive(dir.resolve("extra.zip"));
        permit(archive, "rw-------");
        Files.createDirectories(dir.resolve("instance/conf"));
        Files.writeString(dir.resolve("instance/conf/io.aclk.agent.web.cfg"), "port = 0\n");
        Files.writeString(dir.resolve("instance/conf/features"), "agent\n");
        UserPrincipal nobody =
                dir.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("65534");
        Files.setOwner(dir.resolve("instance"), nobody);
        Path out = Files.createFile(dir.resolve("out"));
        List<String> words = asNobody(Program.HOME.resolve("bin/agent"));
        words.addAll(List.of("--dir", dir.resolve("instance").toString()));
        Process agent = Program.start(Map.of(), setpriv(), out.toFile(), out.toFile(), words.toArray(String[]::new));
        try {
            Program.awaitText(agent, out, "The agent is ready");

            Program.Result install = Program.run(
                    "aclk",
                    "feature",
                    "install",
                    archive.toString(),
                    "--allow-unsigned",
                    "--dir",
                    dir.resolve("instance").toString());

            assertEquals(1, install.exit());
            assertTrue(install.err().contains(", may not read " + archive + ": permit that"), install.err());
        } finally {
            agent.destroy();
            assertTrue(agent.waitFor(15, TimeUnit.SECONDS));
        }
    }

    private static void permit(Path place, String permissions) throws Exception {
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(permissions));
    }

    private Program.Result run(String command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        Path script = Program.HOME.resolve("bin").resolve(words.remove(0));
        words.addAll(List.of("--dir", dir.toString()));
        return nobody(script, words.toArray(String[]::new));
    }

    private static Program.Result nobody(Path script, String... args) throws Exception {
        List<String> words = asNobody(script);
        words.addAll(List.of(args));
        return Program.run(Map.of(), setpriv(), words.toArray(String[]::new));
    }

    private static List<String> asNobody(Path script) {
        List<String> words = new ArrayList<>(AS_NOBODY);
        words.add(script.toString());
        return words;
    }

    private static Path setpriv() {
        return Stream.of("/usr/bin/setpriv", "/bin/setpriv")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of("/bin/false"));
    }
}
