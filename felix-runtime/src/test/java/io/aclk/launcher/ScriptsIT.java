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

/** The scripts of the distribution, as processes. */
class ScriptsIT {

    private static final List<String> STATUS_KEYS = List.of(
            "aclk-available",
            "aclk-version",
            "protocols-supported",
            "agent-claimed",
            "claimed-id",
            "cloud-url",
            "aclk_proxy",
            "publish_latency_us",
            "online",
            "used-cloud-protocol",
            "mqtt-version",
            "received-app-layer-msgs",
            "received-mqtt-pubacks",
            "pending-mqtt-pubacks",
            "timed-out-mqtt-pubacks-since-start",
            "server-receive-maximum",
            "reconnect-count",
            "last-connect-time-utc",
            "last-connect-time-puback-utc",
            "last-disconnect-time-utc",
            "next-connection-attempt-utc",
            "last-backoff-value",
            "banned-by-cloud",
            "node-instances");

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
        assertEquals(STATUS_KEYS, List.copyOf(status.keySet()));
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

        assertEquals(2, Program.run("aclk", "status", "--dir", dir.toString()).exit());
    }

    @Test
    void theCloudTakesItsPortsFromTheCommandLineAndIsSetUpByCommands() throws Exception {
        start(Program.HOME.resolve("bin/cloud"), "--port", "0", "--mqtt-port", "0");

        Program.Result password = Program.run("cloud", "password", "--dir", dir.toString());
        Program.Result token = Program.run("cloud", "token", "create", "--dir", dir.toString());
        Program.Result info = Program.run("cloud", "info", "--dir", dir.toString());

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
