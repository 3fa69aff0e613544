package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.ClaimRefusedException;
import io.aclk.cloud.api.ClaimRefusedException.Reason;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.StoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code PUT /api/v1/spaces/nodes/{claim_id}}: an agent joins the space ({@code protocol/claiming.md} section 3). */
final class ClaimServlet extends AgentServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ClaimServlet.class);

    static final String PATTERN = "/api/v1/spaces/nodes/*";

    static final int MAX_BODY = 64 * 1024;
    private static final int MAX_HOSTNAME = 255;
    private static final int MAX_ROOMS = 100;

    private final transient Store store;

    ClaimServlet(Store store, FailureLimiter limiter, Semaphore admitted) {
        super(limiter, admitted);
        this.store = store;
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String address = request.getRemoteAddr();
        byte[] body;
        try {
            body = Answers.body(request, MAX_BODY);
        } catch (UnreadableBodyException e) {
            e.verdict().send(response);
            return;
        }
        try {
            claim(parse(request.getPathInfo(), JsonBody.parse(body)), address);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } catch (ClaimRefusedException e) {
            if (e.reason() == Reason.FORBIDDEN) {
                guessed(request);
            }
            LOG.debug("A claim from {} is answered {}: {}", address, e.reason(), e.getMessage());
            Verdict.of(e).send(response);
        } catch (IOException e) {
            LOG.debug("A claim from {} is not JSON", address, e);
            Verdict.NOT_JSON.send(response);
        } catch (StoreException e) {
            LOG.warn("A claim was not stored; the agent tries again", e);
            Verdict.UNAVAILABLE.send(response);
        }
    }

    /** Strangers cannot fill the log: a wrong token counts for the limiter, the other refusals need a right one. */
    private void claim(Store.Claim claim, String address) throws ClaimRefusedException {
        try {
            store.claim(claim);
            LOG.info("The agent {} of {} is claimed", claim.claimId(), claim.hostname());
        } catch (ClaimRefusedException e) {
            LOG.info(
                    "The claim {} of {} from {} is refused: {}",
                    claim.claimId(),
                    claim.hostname(),
                    address,
                    e.reason());
            throw e;
        }
    }

    private static Store.Claim parse(String path, JsonBody body) throws ClaimRefusedException {
        JsonBody node = body.object("node").orElseThrow(() -> refused(Reason.INVALID_NODE_ID, "node is missing"));
        UUID claimId = node.text("id")
                .flatMap(Uuids::parse)
                .orElseThrow(() -> refused(Reason.INVALID_NODE_ID, "node.id is not a UUID"));
        if (path == null || !path.substring(1).equalsIgnoreCase(claimId.toString())) {
            throw refused(Reason.INVALID_NODE_ID, "node.id is not the id of the URL");
        }
        UUID machine = body.text("mGUID")
                .flatMap(Uuids::parse)
                .orElseThrow(() -> refused(Reason.INVALID_NODE_ID, "mGUID is not a UUID"));
        String hostname = node.text("hostname")
                .filter(name -> !name.isBlank()
                        && name.length() <= MAX_HOSTNAME
                        && name.chars().noneMatch(Character::isISOControl))
                .orElseThrow(
                        () -> refused(Reason.INVALID_NODE_NAME, "node.hostname is missing, too long or not printable"));
        List<String> rooms = body.texts("rooms")
                .filter(list -> list.size() <= MAX_ROOMS)
                .orElseThrow(() -> refused(Reason.INVALID_ROOM_ID, "rooms is not a list of ids or names"));
        String key = body.text("publicKey")
                .filter(pem -> PublicKeys.parse(pem).isPresent())
                .orElseThrow(() ->
                        refused(Reason.INVALID_PUBLIC_KEY, "publicKey is not an RSA key of 2048 to 4096 bits in PEM"));
        String token = body.text("token").orElseThrow(() -> refused(Reason.FORBIDDEN, "The claim token is missing"));
        return new Store.Claim(claimId.toString(), hostname, machine, key, token, rooms);
    }

    private static ClaimRefusedException refused(Reason reason, String message) {
        return new ClaimRefusedException(reason, message);
    }
}
