package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the demo ends. */
class DemoIT {

    private static final long LIMIT_SECONDS = 60;

    @TempDir
    Path temporary;

    private Path out;
    private Process demo;

    @BeforeEach
    void start() throws Exception {
        out = Files.createFile(temporary.resolve("out"));
        demo = Program.start(Map.of(), Program.HOME.resolve("bin/demo"), out.toFile(), out.toFile());
        Program.awaitText(demo, out, "Running until Ctrl-C.");
    }

    @AfterEach
    void end() throws Exception {
        demo.descendants().forEach(ProcessHandle::destroyForcibly);
        demo.destroyForcibly().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void whoStopsItReadsOfNoFailure() throws Exception {
        // a terminal sends Ctrl-C to the children too
        demo.children().forEach(ProcessHandle::destroy);
        demo.destroy();

        assertTrue(demo.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
        String said = Files.readString(out);
        assertTrue(said.endsWith("Stopping.\n"), said);
    }

    @Test
    void aChildThatDiesIsNamedWithItsLastWords() throws Exception {
        ProcessHandle agent = demo.children()
                .filter(child -> child.info().commandLine().orElse("").contains(" agent "))
                .findFirst()
                .orElseThrow();
        agent.destroyForcibly();

        assertTrue(demo.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(1, demo.exitValue());
        String said = Files.readString(out);
        assertTrue(said.contains("the agent ended with exit code 137"), said);
        assertTrue(said.contains("error.log of the agent:"), said);
        assertFalse(said.contains("Stopping."), said);
    }
}
