package io.aclk.claiming.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key pair of {@code cloud.d} ({@code protocol/claiming.md} section 2). The private key says all: {@code public.pem}
 * is derived from it where it is missing or another's.
 */
final class KeyFiles {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFiles.class);
    private static final int MAX_FILE = 64 * 1024;

    private final CloudDirectory directory;

    /** @param directory {@code data/cloud.d}, or that of another agent, which is then only read */
    KeyFiles(CloudDirectory directory) {
        this.directory = directory;
    }

    /**
     * Loads the key pair.
     *
     * @throws IOException if that cannot be; the text names the file and holds nothing of the key
     */
    AgentKey load() throws IOException {
        Path file = directory.file(CloudDirectory.PRIVATE_KEY);
        try {
            if (!Files.exists(file)) {
                throw new IOException("it is missing");
            }
            if (Files.size(file) > MAX_FILE) {
                throw new IOException("it is larger than " + MAX_FILE + " bytes");
            }
            return AgentKey.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new IOException(
                    "private key file '" + directory.place(CloudDirectory.PRIVATE_KEY) + "': " + e.getMessage(), e);
        }
    }

    /** The stored pair, if there is one that can be used. */
    Optional<AgentKey> usable() {
        if (!Files.exists(directory.file(CloudDirectory.PRIVATE_KEY))) {
            return Optional.empty();
        }
        try {
            return Optional.of(load());
        } catch (IOException e) {
            LOG.warn(
                    "ACLK: CLAIM: the stored key pair cannot be used, so the claim makes a new one: {}",
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether {@code public.pem} holds the public key of a pair. */
    boolean publicOf(AgentKey key) {
        Path file = directory.file(CloudDirectory.PUBLIC_KEY);
        try {
            return Files.exists(file)
                    && Files.size(file) <= MAX_FILE
                    && key.belongsTo(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // as if it were missing: it is written anew
            return false;
        }
    }

    /** Where the public key lies, for people. */
    Path publicFile() {
        return directory.place(CloudDirectory.PUBLIC_KEY);
    }
}
