package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Constants;

/** Agents without the link: started so, from the archive that does not have it, and with a shell that does not start. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WithoutCloudIT {

    /** The distribution without the feature. */
    private static final Path AGENT_ONLY = Path.of("target/aclk-agent").toAbsolutePath();

    /** {@code io.aclk.config.keys} is not among them: {@code io.aclk.agent.web} has a private copy of it. */
    private static final Pattern CLASS_OF_THE_LINK = Pattern.compile(
            "io\\.aclk\\.(api|config\\.(files|internal|shared)|network|claiming|transport|link|query|export|shell|doctor|schemas)\\.");

    private static BrokenAgent withoutShell;
    /** What it says to a command that its shell would offer. */
    private static FutureTask<Program.Result> statusWithoutShell;

    @TempDir
    Path temporary;

    private Path dir;
    private Process agent;

    /** Half a minute from the start services may come late, and are waited for: in that time the other tests run. */
    @BeforeAll
    static void startWithoutShell(@TempDir Path broken) throws Exception {
        withoutShell = BrokenAgent.start(
                broken,
                "io.aclk.shell",
                Map.of(
                        Constants.BUNDLE_ACTIVATOR,
                        BrokenAgent.Failing.class.getName(),
                        Constants.IMPORT_PACKAGE,
                        "org.osgi.framework"));
        statusWithoutShell = new FutureTask<>(() -> withoutShell.aclk("status"));
        Thread thread = new Thread(statusWithoutShell, "status without shell");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterAll
    static void stopWithoutShell() throws Exception {
        if (withoutShell != null) {
            withoutShell.close();
        }
    }

    @BeforeEach
    void anInstance() throws Exception {
        dir = temporary.resolve("instance");
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
    }

    @AfterEach
    void stop() throws Exception {
        if (agent != null) {
            agent.destroy();
            assertTrue(agent.waitFor(15, TimeUnit.SECONDS));
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aBundleWhoseActivatorFailsIsNamedByTheCommandsThatItWouldOffer() throws Exception {
        String line = "io.aclk:io.aclk.shell:" + BrokenAgent.version()
                + " cannot be started: the disk is full; the agent continues without the commands of the link (ACLK)";
        assertEquals(line + "\n", withoutShell.said());

        Program.Result status = statusWithoutShell.get();
        assertEquals(1, status.exit());
        assertEquals("the command 'status' is not there\n" + line + "\n", status.err());
        assertEquals(0, withoutShell.aclk("ping").exit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--without-cloud", "--disable-cloud"})
    void noClassOfTheLinkIsLoaded(String option) throws Exception {
        start(Program.HOME, option);

        assertFalse(CLASS_OF_THE_LINK.matcher(loadedClasses()).find(), "a class of the link is loaded");
        assertEquals(200, status("/api/v1/info"));
        assertEquals(404, status("/api/v1/aclk"));
    }

    /** The two measurements above see the link where it is. */
    @Test
    void withTheLinkItsClassesAreLoaded() throws Exception {
        start(Program.HOME);

        assertTrue(CLASS_OF_THE_LINK.matcher(loadedClasses()).find());
        assertEquals(200, status("/api/v1/aclk"));
    }

    @Test
    void theArchiveWithoutTheFeatureIsAWholeAgent() throws Exception {
        start(AGENT_ONLY);

        assertEquals(200, status("/api/v1/info"));
        assertEquals(404, status("/api/v1/aclk"));
        for (String command : List.of("status", "unclaim", "link stop", "config", "doctor")) {
            Program.Result result = run("aclk", command);
            assertEquals(2, result.exit(), result.err());
            assertTrue(result.err().contains("the feature aclk, which this distribution does not have"), result.err());
        }
        assertEquals(0, run("aclk", "stop").exit());
    }

    /** To a port at which nobody listens, so that the claim goes as far as it can. */
    @Test
    void aLinkThatIsInstalledIntoItBringsItsCommands() throws Exception {
        start(AGENT_ONLY);
        Program.Result installed = run("aclk", "feature install " + archive() + " --allow-unsigned");
        assertEquals(0, installed.exit(), installed.err());

        assertEquals(0, run("aclk", "config").exit());
        Program.Result claim = run("netdata-cloud.sh", "--token t --url https://localhost:1");
        assertEquals(1, claim.exit(), claim.out());
        assertTrue(claim.err().contains("localhost:1"), claim.err());

        assertEquals(0, run("aclk", "stop").exit());
        assertTrue(agent.waitFor(15, TimeUnit.SECONDS));
        Program.Result doctor = run("aclk", "doctor");
        assertEquals(1, doctor.exit(), doctor.err());
        assertTrue(doctor.out().contains("identity"), doctor.out());
    }

    private static Path archive() throws IOException {
        try (DirectoryStream<Path> archives =
                Files.newDirectoryStream(Path.of("../features/target/archives"), "aclk-*.zip")) {
            return archives.iterator().next().toRealPath();
        }
    }

    @Test
    void theHelpOfAStoppedAgentListsWhatThereIs() throws Exception {
        Program.Result help = run("aclk", "help");

        assertEquals(0, help.exit(), help.err());
        assertTrue(help.out().contains("\n  ping  "), help.out());
        assertFalse(help.out().contains("\n  unclaim  "), help.out());
        assertTrue(help.out().contains("without the link"), help.out());
    }

    @Test
    void whatNeedsMoreThanTheArchiveHasSaysSoInOneLine() throws Exception {
        for (String program : List.of(
                "demo", "cloud", "cloud info", "netdata-cloud.sh --token t", "aclk claim --token t", "aclk doctor")) {
            String[] words = program.split(" ", 2);
            Program.Result result = words[0].equals("demo")
                    ? Program.run(Map.of(), AGENT_ONLY.resolve("bin/demo"))
                    : run(words[0], words.length > 1 ? words[1] : "");

            assertEquals(1, result.exit(), program + ": " + result.err());
            assertTrue(result.err().contains("comes without the feature"), result.err());
            assertEquals(1, result.err().lines().count(), result.err());
        }
    }

    @Test
    void theArchiveHoldsNothingOfTheLinkAndListsWhatItHolds() throws Exception {
        String licences = Files.readString(AGENT_ONLY.resolve("THIRD-PARTY.txt"));
        TreeSet<String> jars = new TreeSet<>();
        try (Stream<Path> bundles = Files.list(AGENT_ONLY.resolve("bundles"))) {
            bundles.forEach(jar -> jars.add(jar.getFileName().toString()));
        }

        for (String jar : jars) {
            String artifact = jar.replaceFirst("-\\d.*", "");
            if (artifact.startsWith("io.aclk.")) {
                assertTrue(artifact.matches("io\\.aclk\\.(agent\\..*|host\\.api|runtime)"), artifact);
            } else {
                assertTrue(licences.contains(":" + artifact + ":"), artifact + " is not in THIRD-PARTY.txt");
            }
        }
        for (String absent : List.of("protobuf", "bouncycastle", "artemis", "netty", "h2database", "paho")) {
            assertFalse(licences.contains(absent), absent);
        }
        assertTrue(Files.isRegularFile(AGENT_ONLY.resolve("NOTICE")));
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            assertEquals(
                    1,
                    files.filter(file -> file.getFileName().toString().matches("aclk-agent-.*\\.tar\\.gz"))
                            .count());
        }
    }

    private void start(Path distribution, String... options) throws Exception {
        agent = Program.startInstance(distribution.resolve("bin/agent"), dir, options);
    }

    private Program.Result run(String script, String words) throws Exception {
        List<String> args = new java.util.ArrayList<>(words.isEmpty() ? List.of() : List.of(words.split(" ")));
        args.addAll(List.of("--dir", dir.toString()));
        return Program.run(Map.of(), AGENT_ONLY.resolve("bin").resolve(script), args.toArray(String[]::new));
    }

    private int status(String path) throws Exception {
        Path port = dir.resolve("run/agent.port");
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + Files.readString(port).strip() + path)
                        .toURL()
                        .openConnection();
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(10_000);
        return connection.getResponseCode();
    }

    /** The names of all classes that the JVM of the agent has loaded. */
    private String loadedClasses() throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        assumeTrue(Files.isExecutable(jcmd), "this Java has no jcmd");
        Program.Result classes = Program.run(Map.of(), jcmd, Long.toString(agent.pid()), "VM.class_hierarchy");
        assertEquals(0, classes.exit(), classes.err());
        assertTrue(classes.out().contains("io.aclk.agent."), "jcmd lists the classes of bundles");
        return classes.out();
    }
}
