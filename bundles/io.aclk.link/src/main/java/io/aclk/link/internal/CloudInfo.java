package io.aclk.link.internal;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.host.api.InfoContributor;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The {@code cloud} object of the host's info documents ({@code protocol/status.md} section 3). */
@Component(service = InfoContributor.class)
public final class CloudInfo implements InfoContributor {

    private static final String OFFLINE = "offline";

    private final Link link;
    private final Clock clock;

    /** Made by SCR. */
    @Activate
    public CloudInfo(@Reference Link link) {
        this(link, Clock.systemUTC());
    }

    CloudInfo(Link link, Clock clock) {
        this.link = link;
        this.clock = clock;
    }

    @Override
    public Map<String, Object> members(Document document) {
        LinkStatus status = link.status();
        return document == Document.INFO_AGENT ? Map.of("cloud", cloud(status)) : infoV1(status);
    }

    private static Map<String, Object> infoV1(LinkStatus status) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("cloud-enabled", true);
        members.put("cloud-available", true);
        members.put("agent-claimed", status.claimId().isPresent());
        members.put("aclk-available", status.online());
        return Collections.unmodifiableMap(members);
    }

    private Map<String, Object> cloud(LinkStatus status) {
        Instant now = clock.instant();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", status.connections());
        members.put("status", status.cloud().wireName());
        members.put("since", status.since().getEpochSecond());
        members.put("age", Math.max(0, now.getEpochSecond() - status.since().getEpochSecond()));
        if (status.cloud() != LinkStatus.Cloud.AVAILABLE) {
            status.claimId().ifPresent(claimId -> members.put("claim_id", claimId));
        }
        status.url().ifPresent(url -> members.put("url", url));
        members.put("reason", reason(status));
        if (status.cloud() == LinkStatus.Cloud.OFFLINE) {
            status.nextAttempt().filter(now::isBefore).ifPresent(next -> {
                members.put("next_check", next.getEpochSecond());
                members.put("next_in", next.getEpochSecond() - now.getEpochSecond());
            });
        }
        return Collections.unmodifiableMap(members);
    }

    /** For an agent that is offline the status string, or, where that says no more than that, why. */
    private static String reason(LinkStatus status) {
        boolean why = status.text().equals(OFFLINE);
        switch (status.cloud()) {
            case AVAILABLE:
                // why it is not claimed; that it is switched off, too, is no reason for that
                return why ? status.reason() : ClaimState.NOT_CLAIMED_YET;
            case BANNED:
                return StatusBoard.BANNED;
            case ONLINE:
                return "";
            default:
                return why ? status.reason() : status.text();
        }
    }
}
