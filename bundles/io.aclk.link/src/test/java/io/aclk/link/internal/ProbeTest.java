package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.Identity;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.LinkProbe.Depth;
import io.aclk.api.link.LinkProbe.Observer;
import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.link.ProbeException;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.ConnectObserver.Step;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.NetworkException;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProbeTest {

    /** Writes down what it is told. */
    private static final class Story implements Observer {
        final List<String> lines = new ArrayList<>();
        Optional<Instant> time = Optional.empty();

        @Override
        public void entered(Stage stage, String subject) {
            lines.add("> " + stage);
        }

        @Override
        public void passed(Stage stage, String detail) {
            lines.add("< " + stage);
        }

        @Override
        public void tried(InetSocketAddress address, Optional<String> failure) {
            lines.add(address.getPort() + failure.orElse(" reached"));
        }

        @Override
        public void serverTime(Instant time) {
            this.time = Optional.of(time);
        }
    }

    private final FakeNetwork network = new FakeNetwork();
    private final FakeTransport transport = new FakeTransport();
    private final Story story = new Story();
    private Identity identity = new FakeIdentity(Golden.CLAIM_ID);
    private LinkSettings settings = LinkFixture.settings(Map.of());

    @Test
    void aProofEndsAtTheAnsweredChallenge() throws Exception {
        probe(Depth.CHALLENGE);

        assertEquals(List.of("> ENV", "< ENV", "> CHALLENGE", "< CHALLENGE"), story.lines);
        assertEquals(2, network.calls.size());
        assertTrue(transport.sessions.isEmpty());
    }

    @Test
    void aWholeProbeSubscribesLeavesAndAnnouncesNothing() throws Exception {
        probe(Depth.SUBSCRIPTION);

        FakeTransport.Session session = transport.last();
        assertEquals(2, session.subscriptions.size());
        assertEquals(List.of(), session.published);
        assertTrue(session.disconnected);
        assertEquals(
                List.of(
                        "> ENV",
                        "< ENV",
                        "> CHALLENGE",
                        "< CHALLENGE",
                        "> LOGIN",
                        "< LOGIN",
                        "> WEBSOCKET",
                        "< WEBSOCKET",
                        "> MQTT",
                        "< MQTT",
                        "> SUBSCRIPTION",
                        "< SUBSCRIPTION"),
                story.lines);
    }

    @Test
    void theStepsToTheServerAreStagesAndThoseOfLaterCallsAreNot() throws Exception {
        network.steps = observer -> {
            step(observer, Step.DNS);
            observer.tried(InetSocketAddress.createUnresolved("localhost", 1), Optional.of(" refused"));
            step(observer, Step.TCP);
            step(observer, Step.PROXY);
            step(observer, Step.TLS);
            step(observer, Step.CERTIFICATE);
            step(observer, Step.HTTP);
        };

        probe(Depth.CHALLENGE);

        assertEquals(
                List.of(
                        "> DNS",
                        "< DNS",
                        "1 refused",
                        "> TCP",
                        "< TCP",
                        "> PROXY",
                        "< PROXY",
                        "> TLS",
                        "< TLS",
                        "> CERTIFICATE",
                        "< CERTIFICATE",
                        "> ENV",
                        "< ENV",
                        "> CHALLENGE",
                        "< CHALLENGE"),
                story.lines);
    }

    @Test
    void aFailureBelongsToTheStageThatBeganLast() {
        network.steps = observer -> {
            step(observer, Step.DNS);
            observer.entered(Step.TCP, "localhost:1");
        };
        network.failure = new NetworkException(NetworkException.Reason.TCP, "refused");

        ProbeException failure = fails(Depth.CHALLENGE);

        assertEquals(Stage.TCP, failure.stage());
        assertEquals("connection refused", failure.statusText());
        assertSame(network.failure, failure.getCause());
    }

    @Test
    void aCertificateIsNotTheHandshake() {
        network.steps = observer -> observer.entered(Step.TLS, "localhost");
        network.failure = new NetworkException(NetworkException.Reason.CERTIFICATE, "expired");

        assertEquals(Stage.CERTIFICATE, fails(Depth.CHALLENGE).stage());
    }

    @Test
    void saysWhatTheServerAnswered() {
        network.answers = asked -> new HttpReply(
                429,
                Map.of("content-type", "application/json", "retry-after", "90"),
                LinkScenariosTest.error(true, 90).getBytes(StandardCharsets.UTF_8));

        ProbeException failure = fails(Depth.CHALLENGE);

        assertEquals(Stage.ENV, failure.stage());
        assertEquals("/env response code is not 200", failure.statusText());
        assertEquals(
                new ProbeException.Answer(
                        OptionalInt.of(429), "application/json", Optional.of("90"), Optional.of("key"), true),
                failure.answer());
    }

    @Test
    void anAnswerThatCannotBeUsedIsAnAnswerToo() {
        network.answers = asked ->
                new HttpReply(200, Map.of("content-type", "text/html"), "<html>".getBytes(StandardCharsets.UTF_8));

        ProbeException failure = fails(Depth.SUBSCRIPTION);

        assertEquals("/env response is not JSON", failure.statusText());
        assertEquals(OptionalInt.of(200), failure.answer().status());
        assertEquals("text/html", failure.answer().contentType());
    }

    @Test
    void aCallWithoutAnAnswerHasNoneOfTheCallBefore() {
        network.failures = asked ->
                asked.equals("challenge") ? new NetworkException(NetworkException.Reason.TIMEOUT, "silence") : null;

        ProbeException failure = fails(Depth.CHALLENGE);

        assertEquals(Stage.CHALLENGE, failure.stage());
        assertEquals(ProbeException.Answer.NONE, failure.answer());
    }

    @Test
    void readsTheClockOfTheServer() throws Exception {
        Golden.Exchange recorded = Golden.exchanges("env").get(0);
        network.answers = asked -> asked.equals("env")
                ? new HttpReply(
                        200,
                        Map.of("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
                        recorded.responseBody().getBytes(StandardCharsets.UTF_8))
                : null;

        probe(Depth.CHALLENGE);

        assertEquals(Optional.of(Instant.parse("1994-11-06T08:49:37Z")), story.time);
    }

    @Test
    void aDateThatIsNoneIsIgnored() {
        network.answers = asked -> new HttpReply(500, Map.of("date", "yesterday"), new byte[0]);

        assertEquals(Stage.ENV, fails(Depth.CHALLENGE).stage());
        assertEquals(Optional.empty(), story.time);
    }

    @Test
    void aRefusedUpgradeHasItsStatus() {
        transport.failure = TransportException.upgradeRefused(403, "text/html", "17");

        ProbeException failure = fails(Depth.SUBSCRIPTION);

        assertEquals(Stage.WEBSOCKET, failure.stage());
        assertEquals("disconnected, WebSockets protocol error", failure.statusText());
        assertEquals(
                new ProbeException.Answer(OptionalInt.of(403), "text/html", Optional.of("17"), Optional.empty(), false),
                failure.answer());
    }

    @Test
    void aRefusedLoginToTheBrokerIsOfMqtt() {
        transport.steps = observer -> {
            step(observer, Step.DNS);
            step(observer, Step.WEBSOCKET);
            observer.entered(Step.MQTT, "localhost");
        };
        transport.failure = new TransportException(DisconnectCause.MQTT_PROTOCOL, 0x87, "not authorized", null);

        assertEquals(Stage.MQTT, fails(Depth.SUBSCRIPTION).stage());
    }

    @Test
    void aBrokerThatCannotBeReachedIsOfTheWebSocket() {
        transport.steps = observer -> observer.entered(Step.DNS, "mqtt.example");
        transport.failure = new TransportException(DisconnectCause.CONNECT_FAILED, -1, "no such name", null);

        assertEquals(Stage.WEBSOCKET, fails(Depth.SUBSCRIPTION).stage());
    }

    @Test
    void aRefusedSubscriptionIsNamedAndTheConnectionClosed() {
        TransportException refused =
                new TransportException(DisconnectCause.MQTT_PROTOCOL, 0x87, "not authorized", null);
        transport.subscribed = CompletableFuture.failedStage(refused);

        ProbeException failure = fails(Depth.SUBSCRIPTION);

        assertEquals(Stage.SUBSCRIPTION, failure.stage());
        assertSame(refused, failure.getCause());
        assertTrue(transport.last().closed);
    }

    @Test
    void withoutAnIdentityItGoesAsFarAsTheCertificate() {
        identity = null;
        settings = LinkFixture.settings(Map.of(LinkSettings.CLAIMED_ID, ""));
        network.steps = observer -> step(observer, Step.CERTIFICATE);

        ProbeException failure = fails(Depth.SUBSCRIPTION);

        assertEquals(Stage.ENV, failure.stage());
        assertEquals("agent is not claimed (during /env)", failure.statusText());
        assertEquals(List.of("> CERTIFICATE", "< CERTIFICATE"), story.lines);
        assertEquals(List.of(), network.calls);
        assertEquals(1, network.connections);
    }

    @Test
    void aNewIdentityNeverGoesToAnOldAddress() {
        settings = LinkFixture.settings(Map.of(LinkSettings.CLAIMED_ID, "0b1d4a56-7c7a-4a56-9a3c-2f7f3f0d9e11"));

        fails(Depth.CHALLENGE);

        assertEquals(List.of(), network.calls);
    }

    @Test
    void namesTheMissingBundle() {
        assertTrue(assertThrows(ProbeException.class, () -> new ProbeComponent(identity, null, transport)
                        .probe(settings, Depth.CHALLENGE, story, new AbortSignal()))
                .getMessage()
                .contains("io.aclk.network"));
        ProbeException failure = assertThrows(ProbeException.class, () -> new ProbeComponent(identity, network, null)
                .probe(settings, Depth.SUBSCRIPTION, story, new AbortSignal()));
        assertEquals(Stage.WEBSOCKET, failure.stage());
        assertTrue(failure.getMessage().contains("io.aclk.transport"));
    }

    @Test
    void theEndOfTheBundleAndTheCallerEachEndAProbe() {
        ProbeComponent stopped = new ProbeComponent(identity, network, transport);
        stopped.stop();
        AbortSignal aborted = new AbortSignal();
        aborted.abort();

        assertThrows(ProbeException.class, () -> stopped.probe(settings, Depth.CHALLENGE, story, new AbortSignal()));
        assertThrows(ProbeException.class, () -> new ProbeComponent(identity, network, transport)
                .probe(settings, Depth.CHALLENGE, story, aborted));
        assertEquals(List.of(), network.calls);
    }

    private void probe(Depth depth) throws ProbeException {
        new ProbeComponent(identity, network, transport).probe(settings, depth, story, new AbortSignal());
    }

    private ProbeException fails(Depth depth) {
        return assertThrows(ProbeException.class, () -> probe(depth));
    }

    private static void step(ConnectObserver observer, Step step) {
        observer.entered(step, "subject");
        observer.passed(step, "detail");
    }
}
