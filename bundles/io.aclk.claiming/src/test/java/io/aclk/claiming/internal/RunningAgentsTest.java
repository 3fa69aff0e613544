package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a process that is called like the agent: a copy of {@code sleep}. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class RunningAgentsTest {

    @TempDir
    Path dir;

    private Path data;
    private Path cloudD;

    @BeforeEach
    void install() throws Exception {
        data = Files.createDirectories(dir.resolve("var/lib/netdata")).toRealPath();
        cloudD = Files.createDirectory(data.resolve("cloud.d"));
    }

    @Test
    void nobody() {
        assertEquals(Optional.empty(), here().on(cloudD));
        assertEquals(Optional.empty(), here().on(dir.resolve("missing")));
    }

    @Test
    void processThatWorksThere() throws Exception {
        Process agent = agent(data);
        try {
            assertEquals(Optional.of("a Netdata agent runs as process " + agent.pid()), here().on(cloudD));
            Path link = Files.createSymbolicLink(dir.resolve("link"), cloudD);
            assertTrue(here().on(link).isPresent(), "by another name");
        } finally {
            end(agent);
        }
        assertEquals(Optional.empty(), here().on(cloudD));
    }

    @Test
    void processElsewhereCountsForTheUsualDirectoriesOnly() throws Exception {
        Process agent = agent(dir);
        try {
            assertEquals(Optional.empty(), here().on(cloudD));
            RunningAgents usual = new RunningAgents(Path.of("/proc"), List.of(data));
            assertTrue(usual.on(cloudD).isPresent());
        } finally {
            end(agent);
        }
    }

    @Test
    void pidFileOfALivingAgent() throws Exception {
        Path run = Files.createDirectories(dir.resolve("var/run/netdata"));
        Process agent = agent(dir);
        try {
            Files.writeString(run.resolve("netdata.pid"), agent.pid() + "\n");
            assertTrue(here().on(cloudD).orElse("").contains("process " + agent.pid()));
            Files.writeString(
                    run.resolve("netdata.pid"), ProcessHandle.current().pid() + "\n");
            assertEquals(Optional.empty(), here().on(cloudD), "the number went to another program");
        } finally {
            end(agent);
        }
    }

    @Test
    void instanceOfThisProduct() throws Exception {
        Path identity = Files.createDirectories(dir.resolve("instance/data/cloud.d"));
        assertEquals(Optional.empty(), here().on(identity));
        Path pid = Files.createDirectories(dir.resolve("instance/run")).resolve("pid");
        Files.writeString(pid, ProcessHandle.current().pid() + "\n");
        String found = here().on(identity).orElse("");
        assertTrue(
                found.startsWith(
                        "an agent runs as process " + ProcessHandle.current().pid()),
                found);
        Process other = agent(dir);
        try {
            Files.writeString(pid, other.pid() + "\n");
            assertEquals(Optional.empty(), here().on(identity), "the number went to another program");
        } finally {
            end(other);
        }
    }

    private static RunningAgents here() {
        return new RunningAgents(Path.of("/proc"), List.of());
    }

    private Process agent(Path workingDirectory) throws Exception {
        Path program = dir.resolve("netdata");
        Files.copy(Path.of("/bin/sleep"), program);
        Process agent = new ProcessBuilder(program.toString(), "50")
                .directory(workingDirectory.toFile())
                .start();
        Path name = Path.of("/proc", String.valueOf(agent.pid()), "comm");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.readString(name).strip().equals("netdata")) {
            assertTrue(System.nanoTime() - end < 0, "the program does not start");
            Thread.onSpinWait();
        }
        return agent;
    }

    private static void end(Process agent) throws Exception {
        agent.destroyForcibly();
        assertTrue(agent.waitFor(20, TimeUnit.SECONDS));
    }
}
