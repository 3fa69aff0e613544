package io.aclk.link.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TextFormat;
import io.aclk.schemas.AlarmCheckpoint;
import io.aclk.schemas.AlarmLogEntry;
import io.aclk.schemas.AlarmSnapshot;
import io.aclk.schemas.CancelPendingRequest;
import io.aclk.schemas.ContextsCheckpoint;
import io.aclk.schemas.ContextsSnapshot;
import io.aclk.schemas.ContextsUpdated;
import io.aclk.schemas.CreateNodeInstance;
import io.aclk.schemas.CreateNodeInstanceResult;
import io.aclk.schemas.DisconnectReq;
import io.aclk.schemas.ProvideAlarmConfiguration;
import io.aclk.schemas.SendAlarmCheckpoint;
import io.aclk.schemas.SendAlarmConfiguration;
import io.aclk.schemas.SendAlarmSnapshot;
import io.aclk.schemas.SendNodeInstances;
import io.aclk.schemas.StartAlarmStreaming;
import io.aclk.schemas.StopStreamingContexts;
import io.aclk.schemas.UpdateAgentConnection;
import io.aclk.schemas.UpdateNodeCollectors;
import io.aclk.schemas.UpdateNodeInfo;
import io.aclk.schemas.UpdateNodeInstanceConnection;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the link and the cloud say to each other, when the owner asks for it ({@code conversation.log}): a line a
 * message, decoded. Requests and answers are written up to their bodies, of which only the size is told. The login is no
 * part of it: its calls do not go over the connection. Where the lines go is up to the log of the host; the shipped
 * {@code logback.xml} gives {@link #LOGGER} a file of its own. Thread-safe.
 */
final class ConversationLog {

    /** Writes nothing. */
    static final ConversationLog OFF = new ConversationLog();

    /** Name of the logger. */
    static final String LOGGER = "io.aclk.conversation";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private static final int MAX_LINE = 64 * 1024;
    private static final String REQUEST = "cmd";
    private static final String REPLY = "reply";
    private static final String BODY = "\r\n\r\n";
    private static final String SECRET_HEADERS =
            "(?im)^(authorization|proxy-authorization|cookie|x-netdata-auth)[ \t]*:.*$";

    private static final Map<String, Parser<? extends Message>> MESSAGES = Stream.of(
                    AlarmCheckpoint.getDefaultInstance(),
                    AlarmLogEntry.getDefaultInstance(),
                    AlarmSnapshot.getDefaultInstance(),
                    CancelPendingRequest.getDefaultInstance(),
                    ContextsCheckpoint.getDefaultInstance(),
                    ContextsSnapshot.getDefaultInstance(),
                    ContextsUpdated.getDefaultInstance(),
                    CreateNodeInstance.getDefaultInstance(),
                    CreateNodeInstanceResult.getDefaultInstance(),
                    DisconnectReq.getDefaultInstance(),
                    ProvideAlarmConfiguration.getDefaultInstance(),
                    SendAlarmCheckpoint.getDefaultInstance(),
                    SendAlarmConfiguration.getDefaultInstance(),
                    SendAlarmSnapshot.getDefaultInstance(),
                    SendNodeInstances.getDefaultInstance(),
                    StartAlarmStreaming.getDefaultInstance(),
                    StopStreamingContexts.getDefaultInstance(),
                    UpdateAgentConnection.getDefaultInstance(),
                    UpdateNodeCollectors.getDefaultInstance(),
                    UpdateNodeInfo.getDefaultInstance(),
                    UpdateNodeInstanceConnection.getDefaultInstance())
            .collect(Collectors.toUnmodifiableMap(
                    message -> message.getDescriptorForType().getName(), Message::getParserForType));

    private volatile boolean enabled;

    /** Begins or ends to write. */
    void enable(boolean on) {
        enabled = on;
    }

    /** A message came. */
    void received(String name, byte[] payload) {
        if (enabled) {
            LOG.info("<- {}", line(name, payload));
        }
    }

    /** A message is sent. */
    void sent(String name, byte[] payload) {
        if (enabled) {
            LOG.info("-> {}", line(name, payload));
        }
    }

    /** One line about a message, whatever is in it. */
    static String line(String name, byte[] payload) {
        String text = Texts.printable(name, MAX_LINE) + " (" + payload.length + " bytes) " + decoded(name, payload);
        return text.length() > MAX_LINE ? text.substring(0, MAX_LINE) + "..." : text;
    }

    private static String decoded(String name, byte[] payload) {
        if (name.equals(REQUEST) || name.equals(REPLY)) {
            return Texts.printable(head(payload), MAX_LINE);
        }
        Parser<? extends Message> parser = MESSAGES.get(name);
        if (parser == null) {
            return "of a kind that is not known";
        }
        try {
            return TextFormat.printer().emittingSingleLine(true).printToString(parser.parseFrom(payload));
        } catch (InvalidProtocolBufferException e) {
            return "which cannot be decoded";
        }
    }

    /** The JSON object, and of the HTTP text behind it all but the body. */
    private static String head(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        int json = text.indexOf(BODY);
        int headers = json < 0 ? -1 : text.indexOf(BODY, json + BODY.length());
        String head = headers < 0 ? text : text.substring(0, headers);
        return head.replaceAll(SECRET_HEADERS, "$1: X").replaceAll("(\r\n)+", " | ");
    }
}
