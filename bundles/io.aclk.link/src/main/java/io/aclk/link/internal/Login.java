package io.aclk.link.internal;

import io.aclk.api.claim.ClaimException;
import io.aclk.api.claim.Identity;
import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.link.ProbeException.Answer;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.NetworkException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three HTTP calls before the MQTT connection: env, challenge, password ({@code protocol/connecting.md} sections 2
 * to 4). Blocks; one object for each attempt.
 */
final class Login {

    private static final Logger LOG = LoggerFactory.getLogger(Login.class);

    /** The reference agent waits 30 s for a whole request. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int CHALLENGE_CHARACTERS = 344;
    private static final int CHALLENGE_BYTES = 256;
    private static final int MAX_HEADER = 100;

    private final Target target;
    private final Identity identity;
    private final AbortSignal abort;
    private final Stages stages;
    private Answer answer = Answer.NONE;

    Login(Target target, Identity identity, AbortSignal abort, Stages stages) {
        this.target = target;
        this.identity = identity;
        this.abort = abort;
        this.stages = stages;
    }

    /** What the last call was answered, if it was. */
    Answer answer() {
        return answer;
    }

    /** Asks where and how to connect. */
    Environment environment() throws AttemptException {
        String path = "/api/v1/env?v=" + version() + "&cap=proto,ctx&claim_id=" + target.claimId();
        HttpReply reply = exchange("GET", target.url(), path, new byte[0], stages.toServer(address(target.url())));
        stages.enter(Stage.ENV, address(target.url()));
        serverTime(reply).ifPresent(stages::serverTime);
        if (reply.status() != OK) {
            throw refused("/env response code is not 200", reply);
        }
        if (reply.body().length == 0) {
            throw new AttemptException("/env response is empty", "the answer to /env has no body");
        }
        Environment environment = Environment.parse(reply.body());
        stages.pass(Stage.ENV, "broker " + address(environment.broker()));
        return environment;
    }

    /**
     * Proves the identity.
     *
     * @return the answer to the challenge, base64; a secret
     */
    String response(URI authEndpoint) throws AttemptException {
        stages.enter(Stage.CHALLENGE, address(authEndpoint));
        String response = Base64.getEncoder().encodeToString(decrypt(challenge(authEndpoint)));
        stages.pass(Stage.CHALLENGE, "decrypted with the key of this agent");
        return response;
    }

    /** Gets the credentials of one connection. */
    Credentials credentials(URI authEndpoint, String response) throws AttemptException {
        stages.enter(Stage.LOGIN, address(authEndpoint));
        // one blank after the comma, as the reference agent writes it
        String body = "{\"agent_version\":\"" + identity.agentVersion() + "\", \"response\":\"" + response + "\"}";
        HttpReply reply = exchange(
                "POST",
                authEndpoint,
                otpPath(authEndpoint, "/password"),
                body.getBytes(StandardCharsets.UTF_8),
                ConnectObserver.NONE);
        if (reply.status() != CREATED) {
            throw refused("otp password response is not http/201", reply);
        }
        if (reply.body().length == 0) {
            throw new AttemptException("otp password response is empty", "the password answer has no body");
        }
        Credentials credentials = Credentials.parse(reply.body(), target.claimId());
        stages.pass(Stage.LOGIN, "credentials of one connection");
        return credentials;
    }

    private byte[] challenge(URI authEndpoint) throws AttemptException {
        HttpReply reply =
                exchange("GET", authEndpoint, otpPath(authEndpoint, "/challenge"), new byte[0], ConnectObserver.NONE);
        if (reply.status() != OK) {
            throw refused("otp challenge response is not http/200", reply);
        }
        String invalid = "otp challenge response is invalid";
        try {
            Map<String, Object> members = Json.object(reply.body());
            if (members.get("challenge") instanceof String text && text.length() == CHALLENGE_CHARACTERS) {
                byte[] challenge = Base64.getDecoder().decode(text);
                if (challenge.length == CHALLENGE_BYTES) {
                    return challenge;
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new AttemptException(invalid, "the challenge is not JSON with base64", e);
        }
        throw new AttemptException(invalid, "the challenge is missing or not of the size of one RSA-2048 block");
    }

    private byte[] decrypt(byte[] challenge) throws AttemptException {
        try {
            return identity.decryptChallenge(challenge);
        } catch (ClaimException e) {
            throw new AttemptException(
                    "otp challenge decryption failed",
                    "the challenge is not for our key: " + e.getMessage() + "; claim this agent again",
                    e);
        }
    }

    /** An endpoint without a path gives {@code //node/...}, as with the reference agent (section 4). */
    private String otpPath(URI authEndpoint, String call) {
        String path = authEndpoint.getRawPath();
        return (path == null || path.isEmpty() ? "/" : path) + "/node/" + target.claimId() + call;
    }

    private HttpReply exchange(String method, URI base, String path, byte[] body, ConnectObserver observer)
            throws AttemptException {
        URI uri = URI.create("https://" + base.getHost() + ":" + port(base) + path);
        Map<String, String> headers = Map.of("User-Agent", "ACLK/" + version());
        HttpReply reply;
        answer = Answer.NONE;
        try {
            reply = target.network()
                    .exchange(
                            new HttpCall(method, uri, headers, body, Json.MAX_BYTES, LIMIT),
                            target.options(),
                            abort,
                            observer);
            answer = answer(reply);
        } catch (NetworkException e) {
            throw new AttemptException(
                    Texts.statusOf(e.reason()), method + " to " + base.getHost() + " failed: " + e.getMessage(), e);
        }
        LOG.debug(
                "ACLK: HTTPS \"{}\" request to \"{}\" finished with HTTP code: {}",
                method,
                base.getHost(),
                reply.status());
        return reply;
    }

    /** For people. */
    static String address(URI uri) {
        return uri.getHost() + ":" + port(uri);
    }

    /** Even an {@code http} URL is spoken to with TLS; only its default port differs (section 2). */
    static int port(URI uri) {
        if (uri.getPort() > 0) {
            return uri.getPort();
        }
        return "http".equalsIgnoreCase(uri.getScheme()) ? HTTP_PORT : HTTPS_PORT;
    }

    private String version() {
        String version = identity.agentVersion();
        return version.startsWith("v") ? version.substring(1) : version;
    }

    private static Answer answer(HttpReply reply) {
        Optional<ErrorBody> error = ErrorBody.of(reply.body());
        return new Answer(
                OptionalInt.of(reply.status()),
                header(reply, "content-type").orElse(""),
                header(reply, "retry-after"),
                error.map(ErrorBody::key),
                error.map(ErrorBody::banned).orElse(false));
    }

    private static Optional<String> header(HttpReply reply, String name) {
        return Optional.ofNullable(reply.header(name)).map(value -> Texts.printable(value, MAX_HEADER));
    }

    private static Optional<Instant> serverTime(HttpReply reply) {
        try {
            return header(reply, "date").map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException e) {
            // without the time of the server the clock is not judged
            return Optional.empty();
        }
    }

    private static AttemptException refused(String statusText, HttpReply reply) {
        Optional<ErrorBody> error = ErrorBody.of(reply.body());
        String said =
                error.map(body -> ": " + body.code() + ", " + body.message()).orElse("");
        return new AttemptException(statusText, "the cloud answered HTTP " + reply.status() + said, error, null);
    }
}
