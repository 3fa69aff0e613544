package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.link.LinkStatus.Cloud;
import io.aclk.host.api.InfoContributor;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The object {@code cloud} of the host's info documents ({@code protocol/status.md} section 3), from whoever contributes
 * it; while nobody does because the link is stopped, what claiming knows by itself. Thread-safe.
 */
final class CloudObject {

    private static final Logger LOG = LoggerFactory.getLogger(CloudObject.class);

    private final Supplier<List<InfoContributor>> contributors;
    private final InstantSource clock;
    private final long started;

    CloudObject(Supplier<List<InfoContributor>> contributors, InstantSource clock) {
        this.contributors = contributors;
        this.clock = clock;
        started = epochSecond();
    }

    /** The wall clock. */
    long epochSecond() {
        return clock.instant().getEpochSecond();
    }

    /** The members as they are now. */
    Map<?, ?> members(ClaimState state) {
        Map<?, ?> found = null;
        for (InfoContributor contributor : contributors.get()) {
            try {
                if (contributor.members(InfoContributor.Document.INFO_AGENT).get("cloud") instanceof Map<?, ?> cloud) {
                    found = cloud;
                }
            } catch (RuntimeException e) {
                LOG.debug("ACLK: a contributor to the info documents failed", e);
            }
        }
        return found == null ? withoutLink(state) : found;
    }

    private Map<String, Object> withoutLink(ClaimState state) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", 0);
        members.put("status", (state.claimId().isPresent() ? Cloud.OFFLINE : Cloud.AVAILABLE).wireName());
        members.put("since", started);
        members.put("age", Math.max(0, epochSecond() - started));
        state.claimId().ifPresent(id -> members.put("claim_id", id));
        state.url().ifPresent(url -> members.put("url", url.toString()));
        members.put("reason", state.claimId().isPresent() ? state.withheld().orElse("offline") : state.failure());
        return members;
    }
}
