package io.aclk.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The one line that an agent prints once it is ready. The bundles are started then, but the port may be open a moment
 * later. Thread-safe.
 */
final class ReadyLine implements Runnable {

    private final Path portFile;
    private volatile boolean ready;

    /**
     * A line of an agent that is not started yet.
     *
     * @param dir instance directory
     */
    ReadyLine(Path dir) throws IOException {
        portFile = dir.resolve("run").resolve("agent.port");
        // of an agent that was killed
        Files.deleteIfExists(portFile);
    }

    /** The instance is ready. */
    @Override
    public void run() {
        ready = true;
    }

    /** The line, once the agent is ready and listens. */
    Optional<String> text() throws IOException {
        return ready && Files.exists(portFile)
                ? Optional.of("The agent is ready: http://127.0.0.1:"
                        + Files.readString(portFile).strip())
                : Optional.empty();
    }
}
