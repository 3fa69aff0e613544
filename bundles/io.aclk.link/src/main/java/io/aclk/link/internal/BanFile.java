package io.aclk.link.internal;

import io.aclk.api.link.LinkStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ban that outlives a restart, {@code data/link.ban}: {@code
 * {"who":"app.example","since":"2026-01-01T12:00:00Z","why":"...","removed":false,"claim_id":"...","url":"https://app.example"}}. No file
 * means no ban. Used on the event thread only.
 */
final class BanFile {

    private static final Logger LOG = LoggerFactory.getLogger(BanFile.class);
    private static final int MAX_TEXT = 500;

    private final StateFile file;

    BanFile(Path file) {
        this.file = new StateFile(file);
    }

    /**
     * A ban and whom it is for.
     *
     * @param claimId claim id that the cloud does not want
     * @param url base URL of that cloud
     * @param ban what it said
     */
    record Entry(String claimId, String url, LinkStatus.Ban ban) {

        /** Whether it is for this claim at this cloud. */
        boolean isFor(Target target) {
            return claimId.equals(target.claimId()) && url.equals(target.url().toString());
        }
    }

    /** The stored ban. A file that says not for whom it is holds nobody: the cloud says it again. */
    Optional<Entry> load() {
        try {
            return file.read().flatMap(BanFile::entry);
        } catch (IOException e) {
            LOG.warn(
                    "ACLK: {} cannot be read and is ignored; if the cloud bans this agent still, it says so again",
                    file);
            LOG.debug("ACLK: what is wrong with it", e);
            return Optional.empty();
        }
    }

    private static Optional<Entry> entry(Map<String, Object> members) {
        if (members.get("claim_id") instanceof String claimId && members.get("url") instanceof String url) {
            return Optional.of(new Entry(
                    claimId,
                    url,
                    new LinkStatus.Ban(
                            text(members.get("who")),
                            time(members.get("since")),
                            text(members.get("why")),
                            Boolean.TRUE.equals(members.get("removed")))));
        }
        return Optional.empty();
    }

    private static String text(Object value) {
        return value instanceof String text ? Texts.printable(text, MAX_TEXT) : "unknown";
    }

    private static Instant time(Object value) {
        try {
            return value instanceof String text ? Instant.parse(text) : Instant.EPOCH;
        } catch (DateTimeException e) {
            // written by somebody else: the ban counts, its time is only shown
            return Instant.EPOCH;
        }
    }

    /** Stores a ban. Durable when the call returns. */
    void store(Entry entry) throws IOException {
        file.write(json -> {
            json.writeStringField("who", entry.ban().who());
            json.writeStringField("since", entry.ban().since().toString());
            json.writeStringField("why", entry.ban().why());
            json.writeBooleanField("removed", entry.ban().removed());
            json.writeStringField("claim_id", entry.claimId());
            json.writeStringField("url", entry.url());
        });
    }

    /** There is no ban any more. */
    void delete() throws IOException {
        file.delete();
    }
}
