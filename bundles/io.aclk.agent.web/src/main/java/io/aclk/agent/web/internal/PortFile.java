package io.aclk.agent.web.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file {@code run/agent.port}: the port in use, for scripts. Used by one thread at a time. */
final class PortFile {

    private static final Logger LOG = LoggerFactory.getLogger(PortFile.class);

    private final Path file;

    PortFile(Path runDirectory) {
        this.file = runDirectory.resolve("agent.port");
    }

    /** Replaces the file in one step. A failure is logged: the agent works without. */
    void write(int port) {
        Path next = file.resolveSibling("agent.port.new");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(next, port + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("Cannot write {}: {}; make the directory writable", file, e.toString());
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("Cannot delete {}", file, e);
        }
    }
}
