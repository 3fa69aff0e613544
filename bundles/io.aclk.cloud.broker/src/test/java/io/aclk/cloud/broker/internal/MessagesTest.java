package io.aclk.cloud.broker.internal;

import static io.aclk.cloud.broker.internal.BrokerFixture.SECONDS;
import static io.aclk.cloud.broker.internal.BrokerFixture.bytes;
import static io.aclk.cloud.broker.internal.BrokerFixture.next;
import static io.aclk.cloud.broker.internal.BrokerFixture.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.aclk.cloud.api.Bus;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static BrokerFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        fixture = new BrokerFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void endpointNamesThePortInUse() {
        assertEquals(
                "wss://127.0.0.1:" + fixture.broker.port() + "/mqtt",
                fixture.bus().endpoint());
    }

    @Test
    void announcesItsLimits() {
        Mqtt5BlockingClient client = fixture.client("limits");
        Mqtt5ConnAck connack = client.connect(
                fixture.login("limits").sessionExpiryInterval(3600).build());
        assertEquals(BrokerLimits.PACKET, connack.getRestrictions().getMaximumPacketSize());
        assertEquals(BrokerLimits.RECEIVE_MAXIMUM, connack.getRestrictions().getReceiveMaximum());
        assertEquals(65_535, connack.getRestrictions().getTopicAliasMaximum());
        assertFalse(connack.getRestrictions().isRetainAvailable());
        assertEquals(0, connack.getSessionExpiryInterval().orElseThrow());
    }

    @Test
    void messagesReachTheAgentInOrder() throws Exception {
        BlockingQueue<Mqtt5Publish> received =
                fixture.subscribed(fixture.connected("order-in"), "/agent/order-in/inbound/v1/cmd/+");
        for (int i = 0; i < 500; i++) {
            fixture.bus().publish("/agent/order-in/inbound/v1/cmd/M" + i % 7, bytes("" + i));
        }
        for (int i = 0; i < 500; i++) {
            Mqtt5Publish publish = next(received);
            assertEquals("" + i, text(publish.getPayloadAsBytes()));
            assertEquals(
                    "/agent/order-in/inbound/v1/cmd/M" + i % 7,
                    publish.getTopic().toString());
            assertEquals(MqttQos.AT_LEAST_ONCE, publish.getQos());
            assertFalse(publish.isRetain());
        }
    }

    @Test
    void messagesOfAnAgentArriveInOrder() throws Exception {
        BlockingQueue<Map.Entry<String, byte[]>> received = fixture.received("/agent/order-out/outbound/#");
        Mqtt5BlockingClient agent = fixture.connected("order-out");
        for (int i = 0; i < 500; i++) {
            agent.toAsync()
                    .publishWith()
                    .topic("/agent/order-out/outbound/T" + i % 7)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(bytes("" + i))
                    .send();
        }
        for (int i = 0; i < 500; i++) {
            Map.Entry<String, byte[]> message = next(received);
            assertEquals("/agent/order-out/outbound/T" + i % 7, message.getKey());
            assertEquals("" + i, text(message.getValue()));
        }
    }

    @Test
    void publishingToNobodyIsNoFailure() throws Exception {
        fixture.bus()
                .publish("/agent/nobody/inbound/cmd/x", bytes("x"))
                .toCompletableFuture()
                .get(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void whatIsPublishedHereArrivesHereToo() throws Exception {
        BlockingQueue<Map.Entry<String, byte[]>> received = fixture.received("/local/+");
        fixture.bus().publish("/local/a", bytes("1"));
        assertEquals("/local/a", next(received).getKey());
    }

    @Test
    void nothingArrivesAfterTheEndOfASubscription() throws Exception {
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        fixture.bus()
                .subscribe("/ended/+", (topic, payload) -> ended.add(topic))
                .close();
        BlockingQueue<Map.Entry<String, byte[]>> other = fixture.received("/ended/+");
        fixture.bus().publish("/ended/a", bytes("1"));
        next(other);
        assertTrue(ended.isEmpty());
    }

    @Test
    void aFailingReceiverKeepsNothingFromOthers() throws Exception {
        fixture.bus().subscribe("/failing/#", (topic, payload) -> {
            throw new IllegalStateException("on purpose");
        });
        BlockingQueue<Map.Entry<String, byte[]>> received = fixture.received("/failing/#");
        fixture.bus().publish("/failing/a", bytes("1"));
        next(received);
    }

    @Test
    void largeMessagesPassInBothDirections() throws Exception {
        byte[] large = new byte[2 << 20];
        new Random(1).nextBytes(large);
        Mqtt5BlockingClient agent = fixture.connected("large");
        BlockingQueue<Mqtt5Publish> in = fixture.subscribed(agent, "/agent/large/inbound/cmd/+");
        BlockingQueue<Map.Entry<String, byte[]>> out = fixture.received("/agent/large/outbound/+");

        fixture.bus().publish("/agent/large/inbound/cmd/x", large);
        assertArrayEquals(large, next(in).getPayloadAsBytes());
        agent.publishWith()
                .topic("/agent/large/outbound/x")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(large)
                .send();
        assertArrayEquals(large, next(out).getValue());
    }

    @Test
    void theLargestAnnouncedPacketPasses() throws Exception {
        byte[] large = new byte[BrokerLimits.PACKET - 100];
        Mqtt5BlockingClient agent = fixture.connected("largest");
        BlockingQueue<Map.Entry<String, byte[]>> out = fixture.received("/agent/largest/outbound/+");
        agent.publishWith()
                .topic("/agent/largest/outbound/x")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(large)
                .send();
        assertEquals(large.length, next(out).getValue().length);
    }

    @Test
    void anAgentThatFloodsIsSlowedDownAndLosesNothing() throws Exception {
        int messages = 400;
        int size = 100_000;
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        CompletableFuture<Void> open = new CompletableFuture<>();
        fixture.bus().subscribe("/agent/flood/outbound/+", (topic, payload) -> {
            open.orTimeout(SECONDS, TimeUnit.SECONDS).join();
            received.add(payload.length);
        });
        try (TcpRelay relay = new TcpRelay(fixture.broker.port())) {
            Mqtt5BlockingClient agent =
                    fixture.client("flood", relay.port(), MqttClient.builder().useMqttVersion5());
            agent.connect(fixture.login("flood").build());
            for (int i = 0; i < messages; i++) {
                agent.toAsync()
                        .publishWith()
                        .topic("/agent/flood/outbound/x")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(new byte[size + i])
                        .send();
            }
            // what fits the window of the broker and the buffers of the sockets, and no more
            long taken = whenStill(relay);
            assertTrue(taken < messages * (long) size * 2 / 3, "the broker has taken " + taken + " bytes");
            open.complete(null);
            for (int i = 0; i < messages; i++) {
                assertEquals(size + i, next(received));
            }
        }
    }

    private static long whenStill(TcpRelay relay) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS / 2);
        long before = -1;
        while (before != relay.taken() || before == 0) {
            assertTrue(System.nanoTime() - deadline < 0, "the broker goes on reading");
            before = relay.taken();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
        return before;
    }

    @Test
    void anAgentThatTakesNothingFillsNoMemoryAndHarmsNobody() throws Exception {
        Bus bus = fixture.bus();
        Mqtt5BlockingClient stuck = fixture.client("stuck");
        stuck.connect(fixture.login("stuck")
                .restrictions()
                .receiveMaximum(5)
                .applyRestrictions()
                .build());
        stuck.toAsync()
                .subscribeWith()
                .topicFilter("/agent/stuck/inbound/cmd/+")
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(publish -> {})
                .manualAcknowledgement(true) // and never acknowledged
                .send()
                .get(SECONDS, TimeUnit.SECONDS);
        BlockingQueue<Mqtt5Publish> received =
                fixture.subscribed(fixture.connected("fine"), "/agent/fine/inbound/cmd/+");

        int refused = 0;
        byte[] payload = new byte[1 << 20];
        for (int i = 0; i < 2 * BrokerLimits.TOPIC_BACKLOG / payload.length; i++) {
            try {
                bus.publish("/agent/stuck/inbound/cmd/x", payload)
                        .toCompletableFuture()
                        .get(SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                refused++;
            }
        }
        assertTrue(refused > 0, "the backlog has no bound");
        bus.publish("/agent/fine/inbound/cmd/x", bytes("still served"));
        assertEquals("still served", text(next(received).getPayloadAsBytes()));
    }
}
