package io.aclk.claiming.internal;

import io.aclk.config.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that a claim over HTTP must name: who can read its file owns this agent ({@code protocol/claiming.md} section
 * 7). It is worth one attempt, right or wrong, so it can be neither guessed nor used twice. Used by one thread.
 *
 * <p>The file has mode 0600, not the 0640 of the reference: the commands that we print read it as its owner or as root,
 * and a group has no business with it.
 */
final class OneTimeKey {

    private static final Logger LOG = LoggerFactory.getLogger(OneTimeKey.class);

    private final Path file;
    private String key = "";
    private boolean failed;

    /** @param file {@code data/netdata_random_session_id} */
    OneTimeKey(Path file) {
        this.file = file;
    }

    /** Where a person finds it. */
    Path file() {
        return file;
    }

    /** Makes sure that there is a key to be read. */
    void provide() {
        if (key.isEmpty() || !Files.exists(file)) {
            replace();
        }
    }

    /** Whether that is the key; there is another one after this. */
    boolean spend(String offered) {
        boolean right = !key.isEmpty() && MessageDigest.isEqual(bytes(key), bytes(offered));
        replace();
        return right;
    }

    private void replace() {
        String next = UUID.randomUUID().toString();
        key = "";
        try {
            Files.createDirectories(file.getParent());
            PrivateFiles.write(file, next + "\n");
            key = next;
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOG.warn(
                        "ACLK: CLAIM: '{}' cannot be written ({}), so nobody can claim this agent over HTTP; use bin/aclk claim",
                        file,
                        e.toString());
            }
            failed = true;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Not the key. */
    @Override
    public String toString() {
        return "one-time key in " + file;
    }
}
