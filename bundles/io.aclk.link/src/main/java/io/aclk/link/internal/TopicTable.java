package io.aclk.link.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The topics of a session ({@code protocol/connecting.md} section 5). Immutable.
 */
final class TopicTable {

    /** Legacy requests arrive here. */
    static final String INBOX = "inbox-cmd";
    /** Protobuf commands arrive here. */
    static final String INBOX_V1 = "inbox-cmd-v1";
    /** {@code UpdateAgentConnection} and the last will. */
    static final String AGENT_CONNECTION = "agent-connection";

    private static final String CLAIM_TAG = "#{claim_id}";
    private static final int MAX_TOPICS = 1000;
    /** MQTT 5 section 1.5.4: a string has at most 65,535 bytes. */
    private static final int MAX_LENGTH = 0xffff;

    private static final Set<String> COMPULSORY = Set.of(
            "chart",
            "alarms",
            "meta",
            INBOX,
            AGENT_CONNECTION,
            INBOX_V1,
            "create-node-instance",
            "node-instance-connection",
            "chart-and-dims-updated",
            "chart-configs-updated",
            "reset-charts",
            "chart-retention-updated",
            "node-instance-info",
            "alarm-log-v2",
            "alarm-checkpoint",
            "alarm-config",
            "alarm-snapshot-v2",
            "node-instance-collectors",
            "contexts-snapshot",
            "contexts-updated");

    private final Map<String, String> topics;

    private TopicTable(Map<String, String> topics) {
        this.topics = Map.copyOf(topics);
    }

    /**
     * The table of a {@code /password} answer.
     *
     * @param elements the array {@code topics}
     * @param claimId put in place of the first tag of each template
     * @throws AttemptException if it is malformed or a compulsory name is missing or unusable
     */
    static TopicTable of(List<?> elements, String claimId) throws AttemptException {
        Map<String, String> topics = new LinkedHashMap<>();
        if (elements.size() > MAX_TOPICS) {
            throw refused("topics of the password answer are too many");
        }
        for (Object element : elements) {
            if (!(element instanceof Map<?, ?> entry)
                    || !(entry.get("name") instanceof String name)
                    || !(entry.get("topic") instanceof String template)) {
                throw refused("an element of topics has no name or no topic");
            }
            int tag = template.indexOf(CLAIM_TAG);
            if (tag >= 0 && template.length() < MAX_LENGTH / 4) {
                topics.put(name, template.substring(0, tag) + claimId + template.substring(tag + CLAIM_TAG.length()));
            }
        }
        for (String name : COMPULSORY) {
            if (!topics.containsKey(name)) {
                throw refused("missing compulsory topic \"" + name + "\" in password response from cloud");
            }
        }
        return new TopicTable(topics);
    }

    private static AttemptException refused(String message) {
        return new AttemptException("otp password response is not JSON", message);
    }

    /** The topic of a name, or {@code null} if the server offers none. */
    String topic(String name) {
        return topics.get(name);
    }
}
