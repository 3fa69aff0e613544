package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.config.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, over restarts, that this agent was unclaimed and which claims lay ready then: those are not made again
 * automatically. The file {@code data/unclaimed} has four parts, one a line: when, by whom, a random text, and then a
 * digest of that text and of each claim. Used by one thread.
 */
final class UnclaimedMark {

    private static final Logger LOG = LoggerFactory.getLogger(UnclaimedMark.class);
    private static final int HEADER = 3;
    private static final int SALT_BYTES = 16;
    private static final int MAX_BYTES = 64 * 1024;

    private final Path file;
    private Optional<List<String>> lines = Optional.empty();

    /** @param file {@code data/unclaimed} */
    UnclaimedMark(Path file) {
        this.file = file;
    }

    /** Reads what an earlier run left. */
    void load() {
        lines = Optional.empty();
        try {
            if (Files.exists(file) && Files.size(file) <= MAX_BYTES) {
                lines = Optional.of(Files.readAllLines(file, StandardCharsets.UTF_8))
                        .filter(all -> all.size() >= HEADER);
            }
        } catch (IOException e) {
            LOG.warn("ACLK: CLAIM: {} cannot be read: {}", file, e.getMessage());
        }
    }

    /**
     * Remembers.
     *
     * @param ready the claims that are not to be made
     */
    void set(Instant when, String who, Collection<AutomaticClaims.Ready> ready) throws IOException {
        byte[] random = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(random);
        String salt = HexFormat.of().formatHex(random);
        List<String> text = new ArrayList<>(
                List.of(when.truncatedTo(ChronoUnit.SECONDS).toString(), NextStep.printable(who), salt));
        ready.forEach(claim -> text.add(digest(salt, claim)));
        PrivateFiles.write(file, String.join("\n", text) + "\n");
        lines = Optional.of(text);
    }

    /** Forgets: this agent was claimed. */
    void clear() {
        lines = Optional.empty();
        try {
            PrivateFiles.delete(file);
        } catch (IOException e) {
            LOG.warn("ACLK: CLAIM: {} could not be deleted: {}", file, e.getMessage());
        }
    }

    /** Whether a claim of this source is one of those that are not to be made. */
    boolean covers(String source, ClaimRequest request) {
        return lines.isPresent()
                && lines.get()
                        .subList(HEADER, lines.get().size())
                        .contains(digest(lines.get().get(2), new AutomaticClaims.Ready(source, request)));
    }

    /** What people are told, empty if nothing is remembered. */
    Optional<String> text() {
        return lines.map(all -> "unclaimed by " + all.get(1) + " at " + all.get(0)
                + "; it stays so until it is claimed by a command or with another token");
    }

    private static String digest(String salt, AutomaticClaims.Ready claim) {
        ClaimRequest request = claim.request();
        String text = String.join(
                "\n",
                salt,
                claim.source(),
                request.token(),
                String.join(",", request.rooms()),
                request.url().map(Object::toString).orElse(""),
                request.proxy().orElse(""),
                request.insecure().map(Object::toString).orElse(""));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
