package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.MessageHandler;
import io.aclk.api.link.OutboundMessage;
import io.aclk.api.link.ReplySink;
import io.aclk.host.api.Capability;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;

class DispatcherTest {

    private static final LinkSession SESSION = new LinkSession("claim", 1_767_225_000_654_321L, List.of(), 1000);

    private final ManualLoop loop = new ManualLoop();
    private final List<String> sent = new ArrayList<>();
    private final Hub hub = new Hub();
    private final Dispatcher dispatcher = new Dispatcher(hub, loop);

    /** The session component, as the dispatcher sees it. */
    private final class Hub implements SessionHub, ReplySink {
        Inbox attached;
        LinkSession current = SESSION;

        @Override
        public void settings(LinkSettings settings, Optional<LinkSettings> candidate) {}

        @Override
        public void change(Consumer<LinkInputs> change) {
            loop.execute(() -> change.accept(new LinkInputs()));
        }

        @Override
        public void noSettings(String problem) {}

        @Override
        public void attach(Inbox inbox) {
            attached = inbox;
        }

        @Override
        public void detach(Inbox inbox) {
            attached = null;
        }

        @Override
        public ReplySink replies() {
            return this;
        }

        @Override
        public EventLoop events() {
            return loop;
        }

        @Override
        public LinkSession session() {
            return current;
        }

        @Override
        public CompletionStage<Void> send(String topic, byte[] payload) {
            sent.add(topic + " " + new String(payload, StandardCharsets.UTF_8));
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> publish(OutboundMessage message) {
            throw new AssertionError("not used");
        }
    }

    /** A handler that keeps what it is given. */
    private static final class Handler implements MessageHandler {
        final List<String> seen = new ArrayList<>();
        List<Capability> capabilities = List.of();
        RuntimeException failure;

        @Override
        public List<Capability> capabilities() {
            fail();
            return capabilities;
        }

        @Override
        public void handle(InboundMessage message, ReplySink reply) {
            fail();
            seen.add(message.name());
        }

        @Override
        public void online(LinkSession session) {
            fail();
            seen.add("online");
        }

        @Override
        public void offline(LinkSession session) {
            fail();
            seen.add("offline");
        }

        private void fail() {
            if (failure != null) {
                throw failure;
            }
        }
    }

    @BeforeEach
    void start() {
        dispatcher.start();
    }

    private static Map<String, Object> properties(int ranking, long id, String... names) {
        return Map.of(MessageHandler.MESSAGES, names, Constants.SERVICE_RANKING, ranking, Constants.SERVICE_ID, id);
    }

    private static InboundMessage message(String name, String payload) {
        return new InboundMessage(SESSION, name, payload.getBytes(StandardCharsets.UTF_8), 0);
    }

    private static InboundMessage request(String id) {
        return message(
                "cmd",
                "{\"type\":\"http\",\"msg-id\":\"" + id
                        + "\",\"callback-topic\":\"/reply\",\"version\":2}\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    }

    @Test
    void theHandlerWithTheHigherRankingThenTheOlderOneGetsAMessage() {
        Handler old = new Handler();
        Handler young = new Handler();
        Handler high = new Handler();
        dispatcher.bindHandler(young, properties(0, 2, "A"));
        dispatcher.bindHandler(old, properties(0, 1, "A"));
        dispatcher.accept(message("A", ""));
        dispatcher.bindHandler(high, properties(5, 3, "A"));
        dispatcher.accept(message("A", ""));
        dispatcher.unbindHandler(high);
        dispatcher.accept(message("A", ""));

        assertEquals(List.of("A", "A"), old.seen);
        assertEquals(List.of(), young.seen);
        assertEquals(List.of("A"), high.seen);
    }

    @Test
    void unknownNamesAreCountedAndTheMemoryOfThemIsBounded() {
        for (int i = 0; i < 1000; i++) {
            dispatcher.accept(message("Unknown" + i % 500, ""));
        }

        assertEquals(1000, dispatcher.unknownMessages());
    }

    @Test
    void aHandlerThatFailsDoesNotStopTheOthers() {
        Handler bad = new Handler();
        bad.failure = new IllegalStateException("defect");
        Handler good = new Handler();
        good.capabilities = List.of(Capability.of("ctx", 1));
        dispatcher.bindHandler(bad, properties(0, 1, "A"));
        dispatcher.bindHandler(good, properties(0, 2, "B"));
        dispatcher.online(SESSION);
        dispatcher.accept(message("A", ""));
        dispatcher.accept(message("B", ""));
        dispatcher.offline(SESSION);

        assertEquals(List.of("online", "B", "offline"), good.seen);
        assertEquals(
                List.of("proto", "ctx"),
                dispatcher.capabilities().stream().map(Capability::name).toList());
    }

    @Test
    void capabilitiesHaveTheOrderOfTheSpecificationAndEachNameOnce() {
        Handler handler = new Handler();
        handler.capabilities = List.of(
                Capability.of("own", 1),
                Capability.of("req_cancel", 1),
                Capability.of("http_api_v2", 7),
                Capability.of("ctx", 1),
                Capability.of("ctx", 2),
                Capability.of("mc", 1));
        dispatcher.bindHandler(handler, properties(0, 1, "A"));

        assertEquals(
                List.of(
                        Capability.of("proto", 1),
                        Capability.of("mc", 1),
                        Capability.of("ctx", 2),
                        Capability.of("http_api_v2", 7),
                        Capability.of("req_cancel", 1),
                        Capability.of("own", 1)),
                dispatcher.capabilities());
    }

    @Test
    void aHandlerThatComesLateIsToldOfTheSessionOnce() {
        dispatcher.online(SESSION);
        Handler late = new Handler();
        dispatcher.bindHandler(late, properties(0, 1, "A"));
        loop.run();
        dispatcher.online(SESSION);

        assertEquals(List.of("online"), late.seen);
    }

    @Test
    void requestsWaitForAHandlerAndKeepTheirOrder() {
        dispatcher.accept(request("1"));
        dispatcher.accept(request("2"));
        loop.advance(HeldRequests.GRACE.minusMillis(1));
        Handler query = new Handler();
        dispatcher.bindHandler(query, properties(0, 1, "cmd"));
        loop.advance(Duration.ofSeconds(10));

        assertEquals(List.of("cmd", "cmd"), query.seen);
        assertEquals(List.of(), sent);
    }

    @Test
    void requestsThatNobodyAnswersGet503AfterTheGrace() {
        dispatcher.accept(request("6b0c"));
        loop.advance(HeldRequests.GRACE.minusMillis(1));
        assertEquals(List.of(), sent);
        loop.advance(Duration.ofMillis(1));

        assertEquals(1, sent.size());
        assertTrue(sent.get(0).startsWith("/reply {\"type\":\"http\",\"msg-id\":\"6b0c\""), sent.get(0));
        assertTrue(sent.get(0).contains("\"http-code\":503,\"error-code\":6"), sent.get(0));
    }

    @Test
    void anUpdateOfTheHandlerIsWaitedForFromTheMomentItLeft() {
        loop.advance(HeldRequests.GRACE.multipliedBy(5));
        dispatcher.accept(request("nobody came since the start"));
        assertEquals(1, sent.size(), "refused at once");

        Handler old = new Handler();
        dispatcher.bindHandler(old, properties(0, 1, "cmd"));
        loop.advance(HeldRequests.GRACE.multipliedBy(5));
        dispatcher.unbindHandler(old);
        loop.advance(HeldRequests.GRACE.minusSeconds(1));
        dispatcher.accept(request("late in the grace"));
        loop.advance(Duration.ofMillis(999));
        assertEquals(1, sent.size());
        loop.advance(Duration.ofMillis(1));
        assertEquals(2, sent.size());
    }

    @Test
    void aRequestIsNotHeldBeyondItsDeadline() {
        dispatcher.accept(message(
                "cmd",
                "{\"msg-id\":\"1\",\"callback-topic\":\"/reply\",\"timeout\":1500}\r\n\r\nGET / HTTP/1.1\r\n\r\n"));
        loop.advance(Duration.ofMillis(1499));
        assertEquals(List.of(), sent);
        loop.advance(Duration.ofMillis(1));
        assertEquals(1, sent.size());
    }

    @Test
    void aRequestThatAStoppingHandlerDoesNotTakeIsForTheNextOne() {
        Handler stopping = new Handler();
        stopping.failure = new RejectedExecutionException();
        dispatcher.bindHandler(stopping, properties(0, 1, "cmd"));
        dispatcher.accept(request("1"));
        dispatcher.unbindHandler(stopping);
        Handler next = new Handler();
        dispatcher.bindHandler(next, properties(0, 2, "cmd"));

        assertEquals(List.of("cmd"), next.seen);
        assertEquals(List.of(), sent);
    }

    @Test
    void moreRequestsThanTheBoundAreRefusedAtOnce() {
        for (int i = 0; i < HeldRequests.MAX_MESSAGES + 3; i++) {
            dispatcher.accept(request("r" + i));
        }

        assertEquals(3, sent.size());
    }

    @Test
    void whatWasRefusedMakesRoomAgain() {
        String text = new String(request("large").payload(), StandardCharsets.UTF_8);
        String large = text + "x".repeat(HeldRequests.MAX_BYTES - text.length() - 10);
        Handler handler = new Handler();
        for (int round = 1; round <= 3; round++) {
            dispatcher.bindHandler(handler, properties(0, 1, "cmd"));
            dispatcher.unbindHandler(handler);
            dispatcher.accept(message("cmd", large));
            dispatcher.accept(request("small-" + round));
            assertEquals(2 * round - 1, sent.size(), "refused at once for want of room");
            loop.advance(HeldRequests.GRACE);
            assertEquals(2 * round, sent.size());
        }
    }

    @Test
    void malformedRequestsThatNobodyAnswersAreDropped() {
        for (String payload :
                List.of("", "garbage", "{}\r\n\r\n", "{\"msg-id\":1}\r\n\r\nx", "\r\n\r\n", "[]\r\n\r\n")) {
            dispatcher.accept(message("cmd", payload));
        }
        loop.advance(HeldRequests.GRACE);

        assertEquals(List.of(), sent);
    }

    @Test
    void waitingRequestsAreForgottenWithTheConnection() {
        dispatcher.online(SESSION);
        dispatcher.accept(request("1"));
        dispatcher.offline(SESSION);
        loop.advance(HeldRequests.GRACE);

        assertEquals(List.of(), sent);
    }

    @Test
    void aStoppedDispatcherSaysOfflineAndTakesNothing() {
        Handler handler = new Handler();
        dispatcher.bindHandler(handler, properties(0, 1, "A"));
        dispatcher.online(SESSION);
        loop.run();
        dispatcher.stop();
        dispatcher.stop();
        loop.run();
        dispatcher.accept(message("A", ""));

        assertEquals(List.of("online", "offline"), handler.seen);
        assertEquals(null, hub.attached);
    }
}
