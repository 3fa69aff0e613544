package io.aclk.cloud.gateway.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The topics of this cloud side. Agents learn theirs at login ({@code protocol/connecting.md} section 5), so they are our
 * choice: what an agent says is under its {@code outbox}, what it is told under its {@code inbox}, and its answers to
 * requests come to us.
 */
final class Topics {

    static final String ALL_OUTBOXES = "/agent/+/outbox/#";
    static final String ALL_REPLIES = "/svc/gateway/agent/+/http-response";

    static final String CONNECTION = "agent/v1/connection";
    static final String NODE_CREATE = "node/v1/create";
    static final String NODE_CONNECTION = "node/v1/connection";
    static final String NODE_INFO = "node/v1/info";
    static final String NODE_COLLECTORS = "node/v1/collectors";
    static final String CONTEXTS_SNAPSHOT = "context/v1/snapshot";
    static final String CONTEXTS_UPDATED = "context/v1/updated";

    private static final String CLAIM_TAG = "#{claim_id}";
    private static final String OUTBOX = "/agent/" + CLAIM_TAG + "/outbox/";
    private static final String INBOX = "/agent/" + CLAIM_TAG + "/inbox/";

    private static final Pattern FROM_AGENT = Pattern.compile("/agent/([0-9a-f-]{36})/outbox/(.{1,200})");
    private static final Pattern REPLY = Pattern.compile("/svc/gateway/agent/([0-9a-f-]{36})/http-response");

    /** All compulsory names, each with its template, in the order of the protocol. */
    static final List<Map.Entry<String, String>> TEMPLATES = List.of(
            Map.entry("chart", OUTBOX + "legacy/chart"),
            Map.entry("alarms", OUTBOX + "legacy/alarms"),
            Map.entry("meta", OUTBOX + "legacy/meta"),
            Map.entry("inbox-cmd", INBOX + "cmd"),
            Map.entry("agent-connection", OUTBOX + CONNECTION),
            Map.entry("inbox-cmd-v1", INBOX + "cmd/v1/#"),
            Map.entry("create-node-instance", OUTBOX + NODE_CREATE),
            Map.entry("node-instance-connection", OUTBOX + NODE_CONNECTION),
            Map.entry("chart-and-dims-updated", OUTBOX + "legacy/charts-dims"),
            Map.entry("chart-configs-updated", OUTBOX + "legacy/chart-configs"),
            Map.entry("reset-charts", OUTBOX + "legacy/reset-charts"),
            Map.entry("chart-retention-updated", OUTBOX + "legacy/retention"),
            Map.entry("node-instance-info", OUTBOX + NODE_INFO),
            Map.entry("alarm-log-v2", OUTBOX + "alarm/v2/log"),
            Map.entry("alarm-checkpoint", OUTBOX + "alarm/v1/checkpoint"),
            Map.entry("alarm-config", OUTBOX + "alarm/v1/config"),
            Map.entry("alarm-snapshot-v2", OUTBOX + "alarm/v2/snapshot"),
            Map.entry("node-instance-collectors", OUTBOX + NODE_COLLECTORS),
            Map.entry("contexts-snapshot", OUTBOX + CONTEXTS_SNAPSHOT),
            Map.entry("contexts-updated", OUTBOX + CONTEXTS_UPDATED));

    private Topics() {}

    /** A message of an agent: who, and what it is about. */
    record FromAgent(String claimId, String about) {}

    /** Takes a topic under {@link #ALL_OUTBOXES} apart. */
    static Optional<FromAgent> fromAgent(String topic) {
        Matcher matcher = FROM_AGENT.matcher(topic);
        return matcher.matches() ? Optional.of(new FromAgent(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Who answers, from a topic under {@link #ALL_REPLIES}. */
    static Optional<String> replyFrom(String topic) {
        Matcher matcher = REPLY.matcher(topic);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Where an agent hears of a protobuf command: the last level names it. */
    static String command(String claimId, String message) {
        return "/agent/" + claimId + "/inbox/cmd/v1/" + message;
    }

    /** Where an agent hears HTTP requests. */
    static String request(String claimId) {
        return "/agent/" + claimId + "/inbox/cmd";
    }

    /** Where an agent is asked to send its answers. */
    static String reply(String claimId) {
        return "/svc/gateway/agent/" + claimId + "/http-response";
    }

    /** What an agent may publish to. */
    static List<String> publishRights(String claimId) {
        return List.of("/agent/" + claimId + "/outbox/#", reply(claimId));
    }

    /** What an agent may subscribe to: exactly the two filters it is given. */
    static List<String> subscribeRights(String claimId) {
        return List.of(request(claimId), "/agent/" + claimId + "/inbox/cmd/v1/#");
    }
}
