package io.aclk.host.api;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard: members that another bundle adds to the host's info documents, for example the {@code cloud} object
 * ({@code protocol/status.md} section 3) and {@code agent-claimed} ({@code protocol/queries.md} section 8.1).
 *
 * <p>Called for every request of such a document, from several threads; must answer at once from a snapshot.
 */
@ConsumerType
public interface InfoContributor {

    /** The documents that can be added to. */
    enum Document {
        /** The object that {@code /api/v1/info} returns. */
        INFO_V1,
        /** The element for this agent in {@code agents} of {@code /api/v2|v3/info}. */
        INFO_AGENT
    }

    /**
     * The members to add.
     *
     * @param document which document is being built
     * @return JSON members; values are {@code String}, {@code Number}, {@code Boolean}, {@code List}, {@code Map} or
     *     {@code null}; a member that exists already is replaced
     */
    Map<String, Object> members(Document document);
}
