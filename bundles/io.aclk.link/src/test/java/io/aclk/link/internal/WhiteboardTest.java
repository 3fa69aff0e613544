package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.OutboundMessage;
import io.aclk.api.link.StatusReport;
import io.aclk.api.network.NetworkException;
import io.aclk.host.api.ApiEndpoint;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.Channel;
import io.aclk.host.api.InfoContributor.Document;
import io.aclk.schemas.DisconnectReq;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the host shows of the link. */
class WhiteboardTest {

    @TempDir
    Path directory;

    private LinkFixture fixture;
    private CloudInfo info;

    /** A link with the status of the fixture. */
    private final class StatusOnly implements Link {
        @Override
        public LinkStatus status() {
            return fixture.status();
        }

        @Override
        public CompletionStage<Void> publish(OutboundMessage message) {
            throw new AssertionError("not used");
        }

        @Override
        public CompletionStage<Boolean> liftBan(String who) {
            throw new AssertionError("not used");
        }

        @Override
        public CompletionStage<Void> stop(String who) {
            throw new AssertionError("not used");
        }

        @Override
        public CompletionStage<Void> start(String who) {
            throw new AssertionError("not used");
        }
    }

    @BeforeEach
    void make() {
        fixture = new LinkFixture(directory);
        info = new CloudInfo(new StatusOnly(), fixture.loop);
    }

    private Map<?, ?> cloud() {
        return (Map<?, ?>) info.members(Document.INFO_AGENT).get("cloud");
    }

    @Test
    void cloudOfAnUnclaimedAgent() {
        fixture.link.start();
        fixture.link.change(inputs -> inputs.claiming = fixture.claiming);
        fixture.set(Map.of());
        fixture.loop.advance(Duration.ofSeconds(5));

        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("id", 0);
        expected.put("status", "available");
        expected.put("since", 1767268800L);
        expected.put("age", 5L);
        expected.put("url", "https://localhost:40731");
        expected.put("reason", "Agent is not claimed yet");
        assertEquals(expected, cloud());
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(cloud().keySet()));
    }

    @Test
    void cloudOfAnAgentWhoseClaimFailedSaysWhySwitchedOffOrNot() {
        fixture.link.start();
        fixture.link.change(inputs -> inputs.claiming = fixture.claiming);
        fixture.set(Map.of());
        fixture.claiming.state = new ClaimState(
                Optional.empty(), Optional.empty(), "Failed: the node id is invalid", false, Optional.empty());
        assertEquals("Failed: the node id is invalid", cloud().get("reason"));

        fixture.set(Map.of(LinkSettings.ENABLED, "false"));
        assertEquals("available", cloud().get("status"));
        assertEquals("Agent is not claimed yet", cloud().get("reason"));
    }

    @Test
    void cloudOfAnAgentWhoseIdentityIsWithheld() {
        fixture.link.start();
        fixture.link.change(inputs -> inputs.claiming = fixture.claiming);
        fixture.set(Map.of());
        fixture.claiming.state = new ClaimState(
                Optional.of(Golden.CLAIM_ID), Optional.empty(), "", false, Optional.of("identity copied"));

        assertEquals("offline", cloud().get("status"));
        assertEquals(Golden.CLAIM_ID, cloud().get("claim_id"));
        assertEquals("identity copied", cloud().get("reason"));
    }

    @Test
    void cloudOfAnOnlineAgent() {
        fixture.complete();

        assertEquals(1, cloud().get("id"));
        assertEquals("online", cloud().get("status"));
        assertEquals(Golden.CLAIM_ID, cloud().get("claim_id"));
        assertEquals("", cloud().get("reason"));
        assertFalse(cloud().containsKey("next_check"));
    }

    @Test
    void cloudOfAnOfflineAgentNamesTheNextAttempt() {
        fixture.network.failure = new NetworkException(NetworkException.Reason.TCP, "refused");
        fixture.complete();
        fixture.nextAttempt();

        assertEquals("offline", cloud().get("status"));
        assertEquals("connection refused", cloud().get("reason"));
        assertEquals(fixture.status().nextAttempt().orElseThrow().getEpochSecond(), cloud().get("next_check"));
    }

    @Test
    void cloudOfABannedAgent() {
        fixture.complete();
        fixture.receive(
                "DisconnectReq",
                DisconnectReq.newBuilder().setPermaban(true).build().toByteArray());

        assertEquals("banned", cloud().get("status"));
        assertEquals("Agent is banned from Netdata Cloud", cloud().get("reason"));
    }

    @Test
    void membersOfTheFirstInfoDocument() {
        fixture.complete();

        assertEquals(
                Map.of("cloud-enabled", true, "cloud-available", true, "agent-claimed", true, "aclk-available", true),
                info.members(Document.INFO_V1));
    }

    @Test
    void endpointIsTheReport() throws Exception {
        fixture.complete();
        ApiEndpoint.Content content = new AclkEndpoint(new StatusOnly())
                .handle(ApiRequest.get("/api/v1/aclk", Channel.LOCAL))
                .toCompletableFuture()
                .join();

        assertEquals(200, content.status());
        assertEquals("application/json; charset=utf-8", content.contentType());
        assertEquals(
                StatusReport.json(fixture.status(), List.of()), new String(content.body(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "none, none",
        "http://user:x@proxy.example:8080, HTTP",
        "socks5://proxy.example, SOCKS5",
        "socks5h://proxy.example, SOCKS5H",
        "https://proxy.example:8443, HTTPS",
        "socks4a://proxy.example, SOCKS4A",
        "gopher://proxy.example, none",
        "env, none"
    })
    void labels(String proxy, String kind) {
        fixture.link.start();
        fixture.set(Map.of("proxy", proxy));

        assertEquals(
                Map.of(
                        "_aclk_available", "true",
                        "_mqtt_version", "5",
                        "_aclk_proxy", kind,
                        "_aclk_ng_new_cloud_protocol", "true"),
                new AclkLabels(new StatusOnly()).labels());
    }
}
