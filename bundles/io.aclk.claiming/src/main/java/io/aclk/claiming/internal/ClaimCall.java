package io.aclk.claiming.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.BodyTooLargeException;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkException;
import io.aclk.host.api.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The HTTP call of a claim and what its answers mean ({@code protocol/claiming.md} section 3). */
final class ClaimCall {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_BODY = 10 * 1024 * 1024;
    private static final Map<String, String> ERROR_KEYS = Map.of(
            "ErrInvalidNodeID", "Failed: the node id is invalid",
            "ErrInvalidNodeName", "Failed: the node name is invalid",
            "ErrInvalidRoomID", "Failed: one or more room ids are invalid",
            "ErrInvalidPublicKey", "Failed: the public key is invalid");

    private final Network network;
    private final RetryAfter retryAfter;
    private final JsonFactory json = new JsonFactory();

    /** @param clock for the date of {@code Retry-After} */
    ClaimCall(Network network, Clock clock) {
        this.network = network;
        retryAfter = new RetryAfter(clock);
    }

    /**
     * How a call ended.
     *
     * @param claimed HTTP 204
     * @param reason text of section 3.1, empty when claimed
     * @param retry whether another attempt may help
     * @param retryAfter how long the server wants no other attempt
     */
    record Outcome(boolean claimed, String reason, boolean retry, Optional<Duration> retryAfter) {

        private static Outcome accepted() {
            return new Outcome(true, "", false, Optional.empty());
        }

        private static Outcome temporary(String reason) {
            return new Outcome(false, reason, true, Optional.empty());
        }

        private static Outcome refused(String reason) {
            return new Outcome(false, reason, false, Optional.empty());
        }
    }

    /**
     * Makes one call.
     *
     * @param claimId new for each attempt
     * @param publicFile where the public key lies, for the text of a failure
     * @throws NetworkException only {@code ABORTED}
     */
    Outcome put(ClaimInputs inputs, UUID claimId, Node node, String publicKey, Path publicFile, AbortSignal abort)
            throws NetworkException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "*/*");
        headers.put("Content-Type", "application/json");
        HttpCall call = new HttpCall(
                "PUT", uri(inputs.url(), claimId), headers, body(inputs, claimId, node, publicKey), MAX_BODY, LIMIT);
        try {
            return outcome(network.exchange(call, inputs.network(), abort), inputs, node);
        } catch (BodyTooLargeException e) {
            return Outcome.refused("Request failed: " + e.getMessage() + circumstances(inputs, publicFile));
        } catch (NetworkException e) {
            if (e.reason() == NetworkException.Reason.ABORTED) {
                throw e;
            }
            return Outcome.temporary("Request failed with error: " + e.getMessage() + NextStep.afterFailure(e)
                    + circumstances(inputs, publicFile));
        }
    }

    /** A reason as one line, of a log or a status. */
    static String oneLine(String reason) {
        return reason.replace("\n", "; ");
    }

    /** Where a claim goes. */
    static URI uri(URI url, UUID claimId) {
        String base = url.toString();
        return URI.create(base + (base.endsWith("/") ? "" : "/") + "api/v1/spaces/nodes/" + claimId);
    }

    /** The body, members in the order of the protocol. */
    byte[] body(ClaimInputs inputs, UUID claimId, Node node, String publicKey) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeObjectFieldStart("node");
            out.writeStringField("id", claimId.toString());
            out.writeStringField("hostname", node.hostname());
            out.writeEndObject();
            out.writeStringField("token", inputs.token());
            out.writeArrayFieldStart("rooms");
            for (String room : inputs.rooms()) {
                out.writeString(room);
            }
            out.writeEndArray();
            out.writeStringField("publicKey", publicKey);
            out.writeStringField("mGUID", node.machineGuid().toString());
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private Outcome outcome(HttpReply reply, ClaimInputs inputs, Node node) {
        String next = NextStep.afterStatus(reply.status(), inputs);
        return switch (reply.status()) {
            case 204 -> Outcome.accepted();
            case 422 -> Outcome.refused(unprocessable(reply.body(), inputs, node));
            case 102 -> Outcome.refused("Claiming is in progress");
            case 403 -> Outcome.refused("Failed: token is expired, not found, or invalid" + next);
            case 409 -> Outcome.refused("Failed: agent is already claimed" + next);
            case 500 -> temporary(reply, "Failed: received Internal Server Error" + next);
            case 503 -> temporary(reply, "Failed: Netdata Cloud is unavailable" + next);
            case 504 -> temporary(reply, "Failed: Gateway Timeout" + next);
            default -> temporary(reply, "Failed with response code " + reply.status() + next);
        };
    }

    private Outcome temporary(HttpReply reply, String reason) {
        Optional<Duration> wait = retryAfter.of(reply);
        String wish = wait.map(time -> ": it wants no attempt for " + time.toSeconds() + " s")
                .orElse("");
        return new Outcome(false, reason + wish, true, wait);
    }

    private String unprocessable(byte[] body, ClaimInputs inputs, Node node) {
        if (body.length == 0) {
            return "Failed with an empty response, code 422";
        }
        return errorKey(body)
                .map(key -> ERROR_KEYS.getOrDefault(key, "Failed with description '" + NextStep.printable(key) + "'")
                        + NextStep.afterKey(key, inputs, node.hostname()))
                .orElse("Failed with a response code 422");
    }

    /** The text member {@code errorMsgKey} of an object; anything else in the body is passed over. */
    private Optional<String> errorKey(byte[] body) {
        try (JsonParser in = json.createParser(body)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Optional<String> found = Optional.empty();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                JsonToken value = in.nextToken();
                if (name.equals("errorMsgKey") && value == JsonToken.VALUE_STRING) {
                    found = Optional.of(in.getText());
                }
                in.skipChildren();
            }
            return found;
        } catch (IOException e) {
            // no JSON: the HTTP status alone is judged
            return Optional.empty();
        }
    }

    private static String circumstances(ClaimInputs inputs, Path publicFile) {
        String trusted = inputs.network().trusted().stream().map(Path::toString).collect(Collectors.joining(", "));
        return "\nproxy: '" + inputs.network().proxyForDisplay() + "'\ninsecure: "
                + (inputs.network().insecure() ? "yes" : "no") + "\npublic key file: '" + publicFile
                + "'\ntrusted key file: '" + (trusted.isEmpty() ? "none" : trusted) + "'";
    }
}
