package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.StoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET .../node/{claim_id}/challenge} and {@code POST .../node/{claim_id}/password}: an agent proves that it has
 * the key it was claimed with, and gets credentials for one connection ({@code protocol/connecting.md} section 4).
 */
final class AuthServlet extends AgentServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AuthServlet.class);

    static final String PATH = "/api/v1/auth";
    static final String PATTERN = PATH + "/*";

    static final int MAX_BODY = 16 * 1024;
    private static final Pattern ACTION = Pattern.compile("/node/([^/]{1,64})/(challenge|password)");

    private final transient Store store;
    private final transient Challenges challenges;
    private final transient Credentials credentials;

    AuthServlet(
            Store store, Challenges challenges, Credentials credentials, FailureLimiter limiter, Semaphore admitted) {
        super(limiter, admitted);
        this.store = store;
        this.challenges = challenges;
        this.credentials = credentials;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer("challenge", request, response, this::challenge);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer("password", request, response, agent -> password(agent, request, response));
    }

    /** Answers a claimed agent. */
    @FunctionalInterface
    private interface Step {
        /** The answer, or empty if it is sent already. */
        Optional<Reply> answer(Store.Agent agent) throws IOException;
    }

    /** A success. */
    private record Reply(int status, JsonBody.Content content) {}

    private void answer(String action, HttpServletRequest request, HttpServletResponse response, Step step)
            throws IOException {
        Matcher path = ACTION.matcher(String.valueOf(request.getPathInfo()));
        if (!path.matches() || !path.group(2).equals(action)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try {
            String claimId = Uuids.parse(path.group(1)).map(UUID::toString).orElse("");
            Optional<Store.Agent> agent = store.agent(claimId);
            if (agent.isEmpty()) {
                (store.removed(claimId) ? Verdict.REMOVED : Verdict.UNKNOWN).send(response);
                return;
            }
            if (agent.get().banned().isPresent()) {
                Verdict.BANNED.send(response);
                return;
            }
            Optional<Reply> reply = step.answer(agent.get());
            if (reply.isPresent()) {
                Answers.json(response, reply.get().status(), reply.get().content());
            }
        } catch (StoreException e) {
            LOG.warn("A login failed on our side; the agent tries again", e);
            Verdict.UNAVAILABLE.send(response);
        }
    }

    private Optional<Reply> challenge(Store.Agent agent) {
        RSAPublicKey key = PublicKeys.parse(agent.publicKey())
                .orElseThrow(() -> new IllegalStateException("a key that was accepted is not readable"));
        try {
            byte[] text = PublicKeys.encrypt(key, challenges.open(agent.claimId()));
            return Optional.of(new Reply(HttpServletResponse.SC_OK, json -> {
                json.writeStartObject();
                json.writeStringField("challenge", Base64.getEncoder().encodeToString(text));
                json.writeEndObject();
            }));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was accepted does not encrypt", e);
        }
    }

    private Optional<Reply> password(Store.Agent agent, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        byte[] body;
        try {
            body = Answers.body(request, MAX_BODY);
        } catch (UnreadableBodyException e) {
            e.verdict().send(response);
            return Optional.empty();
        }
        Optional<byte[]> text = response(body);
        if (text.isEmpty()) {
            Verdict.NOT_JSON.send(response);
            return Optional.empty();
        }
        if (!challenges.answer(agent.claimId(), text.get())) {
            guessed(request);
            LOG.debug("The agent {} gave a wrong response", agent.claimId());
            Verdict.WRONG_RESPONSE.send(response);
            return Optional.empty();
        }
        Credentials.Login login = credentials.create(agent.claimId());
        return Optional.of(new Reply(HttpServletResponse.SC_CREATED, json -> {
            json.writeStartObject();
            json.writeStringField("clientID", login.clientId());
            json.writeStringField("username", login.username());
            json.writeStringField("password", login.password());
            json.writeArrayFieldStart("topics");
            for (Map.Entry<String, String> topic : Topics.TEMPLATES) {
                json.writeStartObject();
                json.writeStringField("topic", topic.getValue());
                json.writeStringField("name", topic.getKey());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    private static Optional<byte[]> response(byte[] body) {
        try {
            return JsonBody.parse(body).text("response").map(Base64.getDecoder()::decode);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // not JSON, or not base64
        }
    }
}
