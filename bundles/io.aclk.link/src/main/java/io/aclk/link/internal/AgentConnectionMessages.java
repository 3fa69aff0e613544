package io.aclk.link.internal;

import com.google.protobuf.Timestamp;
import io.aclk.api.link.LinkSession;
import io.aclk.host.api.Capability;
import io.aclk.schemas.ConnectionUpdateSource;
import io.aclk.schemas.UpdateAgentConnection;
import java.time.Instant;
import java.util.List;

/** Makes {@code UpdateAgentConnection} ({@code protocol/messages.md} section 2.1). */
final class AgentConnectionMessages {

    /** Times have microsecond precision ({@code protocol/messages.md}). */
    private static final int NANOS_PER_MICRO = 1000;

    private AgentConnectionMessages() {}

    /** The agent is there. */
    static byte[] reachable(LinkSession session, Instant now) {
        return message(session.claimId(), session.sessionId(), now)
                .setReachable(true)
                .setUpdateSource(ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT)
                .addAllCapabilities(capabilities(session))
                .build()
                .toByteArray();
    }

    /** The agent leaves. */
    static byte[] goodbye(LinkSession session, Instant now) {
        return message(session.claimId(), session.sessionId(), now)
                .setUpdateSource(ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT)
                .addAllCapabilities(capabilities(session))
                .build()
                .toByteArray();
    }

    /** What the broker says when the connection is lost: without capabilities. */
    static byte[] lastWill(String claimId, long sessionId, Instant now) {
        return message(claimId, sessionId, now)
                .setUpdateSource(ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_LWT)
                .build()
                .toByteArray();
    }

    private static UpdateAgentConnection.Builder message(String claimId, long sessionId, Instant now) {
        return UpdateAgentConnection.newBuilder()
                .setClaimId(claimId)
                .setSessionId(sessionId)
                .setUpdatedAt(Timestamp.newBuilder()
                        .setSeconds(now.getEpochSecond())
                        .setNanos(now.getNano() / NANOS_PER_MICRO * NANOS_PER_MICRO));
    }

    private static List<io.aclk.schemas.Capability> capabilities(LinkSession session) {
        return session.capabilities().stream()
                .map(AgentConnectionMessages::capability)
                .toList();
    }

    private static io.aclk.schemas.Capability capability(Capability capability) {
        return io.aclk.schemas.Capability.newBuilder()
                .setName(capability.name())
                .setVersion(capability.version())
                .setEnabled(capability.enabled())
                .build();
    }
}
