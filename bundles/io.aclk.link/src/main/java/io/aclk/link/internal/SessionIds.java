package io.aclk.link.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Session ids: microseconds since the epoch, each larger than all before it, since the cloud orders what it hears of a
 * connection by them ({@code protocol/connecting.md} section 1, step 6). The clock alone does not do: it is set back, and
 * a small machine may start in a year that its clock made up. So the last one of a claim is kept in {@code
 * data/link.session}: {@code {"claim_id":"...","session_id":1767268800000000}}. Used on the event thread only.
 */
final class SessionIds {

    private static final Logger LOG = LoggerFactory.getLogger(SessionIds.class);
    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1000;

    private final StateFile file;
    private String claimId = "";
    private long last;
    private boolean loaded;

    SessionIds(Path file) {
        this.file = new StateFile(file);
    }

    /** The id of a session that begins now. */
    long next(String claim, Instant now) {
        load();
        if (!claim.equals(claimId)) {
            claimId = claim;
            last = 0;
        }
        last = Math.max(last + 1, now.getEpochSecond() * MICROS + now.getNano() / NANOS_PER_MICRO);
        try {
            file.write(json -> {
                json.writeStringField("claim_id", claimId);
                json.writeNumberField("session_id", last);
            });
        } catch (IOException e) {
            LOG.debug("ACLK: the session id cannot be stored; it matters only if the clock is set back", e);
        }
        return last;
    }

    private void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        try {
            Map<String, Object> members = file.read().orElse(Map.of());
            if (members.get("claim_id") instanceof String claim
                    && members.get("session_id") instanceof Long id
                    && id > 0
                    && id < Long.MAX_VALUE) {
                claimId = claim;
                last = id;
            }
        } catch (IOException e) {
            LOG.debug("ACLK: the last session id cannot be read", e);
        }
    }
}
