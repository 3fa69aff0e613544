package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of the distribution, as processes. */
class ScriptsIT {

    @TempDir
    Path temporary;

    private Path dir;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void anInstanceOnAnyPort() throws Exception {
        dir = temporary.resolve("an instance");
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
    }

    @AfterEach
    void endProcesses() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void anAgentRunsFromALinkInAFolderWithBlanksAndEndsInOrder() throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("some links"));
        Path link = Files.createSymbolicLink(folder.resolve("my agent"), Program.HOME.resolve("bin/agent"));
        Process agent = start(link);

        JsonObject status = json(Program.run("aclk", "status", "--json", "--dir", dir.toString()));
        assertFalse(status.getBoolean("online"));
        assertFalse(status.getBoolean("agent-claimed"));
        Program.Result second = Program.run("agent", "--dir", dir.toString());
        assertEquals(1, second.exit());
        assertTrue(second.err().contains("pid " + agent.pid()), second.err());
        assertEquals(1, second.err().lines().count(), second.err());

        agent.destroy();
        assertTrue(agent.waitFor(15, TimeUnit.SECONDS), "SIGTERM did not end the agent");
        assertEquals(0, agent.exitValue());
        assertFalse(Files.exists(dir.resolve("run/pid")));
        assertFalse(Files.exists(dir.resolve("run/control.sock")));
        assertFalse(Files.exists(dir.resolve("conf/features")), "shipped files are never copied");
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("data/cache"))));
    }

    @Test
    void anAgentTakesAClaimWhileItStartsAndSaysWhenItIsReady() throws Exception {
        Path out = Files.createFile(temporary.resolve("out"));
        Process agent = Program.start(
                Map.of(), Program.HOME.resolve("bin/agent"), out.toFile(), out.toFile(), "--dir", dir.toString());
        processes.add(agent);
        while (agent.isAlive() && !Files.exists(dir.resolve("run/control.sock"))) {
            agent.waitFor(20, TimeUnit.MILLISECONDS);
        }

        // nobody listens there: claiming says so, which it can only once it runs
        Program.Result claim = Program.run(
                "netdata-cloud.sh", "--token", "t", "--url", "https://127.0.0.1:1", "--dir", dir.toString());

        assertEquals(1, claim.exit(), claim.err());
        assertFalse(claim.err().contains("does not run"), claim.err());
        String said = Program.awaitText(agent, out, "The agent is ready");
        String port = Files.readString(dir.resolve("run/agent.port")).strip();
        assertEquals("The agent is ready: http://127.0.0.1:" + port + "\n", said);
    }

    @Test
    void anAgentThatWasKilledStartsAgain() throws Exception {
        Process killed = start(Program.HOME.resolve("bin/agent"));
        killed.destroyForcibly();
        assertTrue(killed.waitFor(10, TimeUnit.SECONDS));

        start(Program.HOME.resolve("bin/agent"));
        Program.Result stop = Program.run("aclk", "stop", "--dir", dir.toString());

        assertEquals(0, stop.exit(), stop.err());
        assertTrue(processes.get(1).waitFor(15, TimeUnit.SECONDS));
        assertEquals(0, processes.get(1).exitValue());
    }

    @Test
    void withoutCloudThereAreNoCommandsOfTheLink() throws Exception {
        start(Program.HOME.resolve("bin/agent"), "--disable-cloud");

        Program.Result status = Program.run("aclk", "status", "--dir", dir.toString());
        assertEquals(2, status.exit());
        assertTrue(status.err().contains("the feature aclk, which does not run"), status.err());
    }

    @Test
    void theCloudTakesItsPortsFromTheCommandLineAndIsSetUpByCommands() throws Exception {
        Path out = Files.createFile(temporary.resolve("out"));
        List<String> options = List.of("--port", "0", "--mqtt-port", "0", "--dir", dir.toString());
        Process cloud = Program.start(
                Map.of(),
                Program.HOME.resolve("bin/cloud"),
                out.toFile(),
                out.toFile(),
                options.toArray(String[]::new));
        processes.add(cloud);
        // the first start makes the user once all ports are open
        Program.awaitText(cloud, out, "--token");

        Program.Result password = Program.run("cloud", "password", "--dir", dir.toString());
        Program.Result token = Program.run("cloud", "token", "create", "--dir", dir.toString());
        Program.Result info = Program.run("cloud", "--dir", dir.toString(), "info");

        assertEquals(0, password.exit(), password.err());
        assertEquals(0, token.exit(), token.err());
        assertEquals(0, info.exit(), info.err());
        assertFalse(info.out().contains(":8443"), info.out());
    }

    @Test
    void aSocketPathThatIsTooLongLiesElsewhere() throws Exception {
        dir = temporary.resolve("long".repeat(30));
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
        Process agent = start(Program.HOME.resolve("bin/agent"));
        Path socket = Path.of(Files.readString(dir.resolve("run/control")).strip());
        assertTrue(Files.exists(socket));

        agent.destroy();
        assertTrue(agent.waitFor(15, TimeUnit.SECONDS));
        assertFalse(Files.exists(socket.getParent()));
    }

    @Test
    void aTakenPortIsRefusedWithTheSettingAndItsFile() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(dir.resolve("conf/io.aclk.agent.web.cfg"), "port = " + taken.getLocalPort() + "\n");

            Program.Result agent = Program.run("agent", "--dir", dir.toString());

            assertEquals(1, agent.exit());
            assertTrue(agent.err().contains(Integer.toString(taken.getLocalPort())), agent.err());
            assertTrue(agent.err().contains("io.aclk.agent.web.cfg"), agent.err());
            assertEquals("", agent.out());
            String log = Files.readString(dir.resolve("log/error.log"));
            assertFalse(log.contains("cannot be started") || log.contains("started the features"), log);
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsRefused() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));

        Program.Result agent =
                Program.run("agent", "--dir", file.resolve("instance").toString());

        assertEquals(1, agent.exit());
        assertTrue(agent.err().contains(file.toString()), agent.err());
        assertEquals(1, agent.err().lines().count(), agent.err());
    }

    @Test
    void anUnknownFeatureIsRefused() throws Exception {
        Files.writeString(dir.resolve("conf/features"), "agent\nmisspelt\n");

        Program.Result agent = Program.run("agent", "--dir", dir.toString());

        assertEquals(1, agent.exit());
        assertTrue(agent.err().contains("misspelt"), agent.err());
    }

    @Test
    void wrongUsageAndMissingAgentsHaveExitCodesOfTheirOwn() throws Exception {
        assertEquals(2, Program.run("agent", "--misspelt").exit());
        assertEquals(2, Program.run("aclk").exit());
        assertEquals(2, Program.run("netdata-cloud.sh", "--rooms", "a").exit());
        assertEquals(2, Program.run("demo", "--misspelt").exit());
        assertEquals(3, Program.run("aclk", "status", "--dir", dir.toString()).exit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "cloud", "demo", "aclk", "netdata-cloud.sh"})
    void everyProgramExplainsItself(String script) throws Exception {
        for (String option : List.of("--help", "-h")) {
            Program.Result help = Program.run(script, option);

            assertEquals(0, help.exit(), help.err());
            assertTrue(help.out().startsWith("usage: " + script + " "), help.out());
            assertEquals("", help.err());
        }
    }

    @Test
    void theVersionIsThatOfTheDistribution() throws Exception {
        String version = Program.run("agent", "--version").out();

        assertTrue(version.matches("\\d+\\.\\d+\\.\\d+.*\\R"), version);
        assertEquals(version, Program.run("cloud", "--version").out());
    }

    @Test
    void aMissingInstanceIsNamedByItsOwnProgram() throws Exception {
        Program.Result cloud = Program.run("cloud", "--dir", dir.toString(), "node", "list");

        assertEquals(3, cloud.exit(), cloud.err());
        assertTrue(cloud.err().contains("bin/cloud --dir " + dir), cloud.err());
        assertFalse(cloud.err().contains("agent"), cloud.err());
    }

    @Test
    void aClaimWaitsForAnAgentThatDoesNotRun() throws Exception {
        Program.Result claim = Program.run(
                "netdata-cloud.sh", "--token=secret", "--rooms", "a,b", "--url", "https://x", "--dir", dir.toString());

        assertEquals(0, claim.exit(), claim.err());
        assertTrue(claim.out().contains("next start"), claim.out());
        assertEquals("secret", Files.readString(dir.resolve("data/cloud.d/token")));
    }

    @Test
    void aClaimThatCannotBeWrittenIsRefused() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));

        Program.Result claim = Program.run(
                "netdata-cloud.sh",
                "--token",
                "secret",
                "--dir",
                file.resolve("x").toString());

        assertEquals(1, claim.exit());
        assertFalse(claim.err().contains("secret"), claim.err());
    }

    @Test
    void aJavaHomeWithoutJavaIsNamed() throws Exception {
        Path home = temporary.resolve("nope");

        Program.Result agent = Program.run(Map.of("JAVA_HOME", home.toString()), Program.HOME.resolve("bin/agent"));

        assertEquals(1, agent.exit());
        assertTrue(agent.err().contains(home.toString()), agent.err());
        assertEquals(1, agent.err().lines().count(), agent.err());
    }

    @Test
    void anOlderJavaIsRefusedInOneLine() throws Exception {
        Path home = Files.createDirectories(temporary.resolve("java 11"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexit 9\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

        Program.Result agent = Program.run(
                Map.of("JAVA_HOME", home.toString()), Program.HOME.resolve("bin/agent"), "--dir", dir.toString());

        assertEquals(1, agent.exit());
        assertTrue(agent.err().contains("Java 17") && agent.err().contains("11.0.2"), agent.err());
        assertEquals(1, agent.err().lines().count(), agent.err());
    }

    private Process start(Path script, String... args) throws Exception {
        Process process = Program.startInstance(script, dir, args);
        processes.add(process);
        return process;
    }

    private static JsonObject json(Program.Result result) {
        assertEquals(0, result.exit(), result.err());
        return Json.createReader(new StringReader(result.out())).readObject();
    }
}
