package io.aclk.cloud.broker.internal;

import static io.aclk.cloud.broker.internal.BrokerFixture.SECONDS;
import static io.aclk.cloud.broker.internal.BrokerFixture.bytes;
import static io.aclk.cloud.broker.internal.BrokerFixture.next;
import static io.aclk.cloud.broker.internal.BrokerFixture.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RightsTest {

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
    void credentialsAreValidOnce() {
        String password = fixture.logins.issue("once");
        Mqtt5BlockingClient first = fixture.client("once");
        first.connect(fixture.login("once", password).build());
        first.disconnect();
        assertRefused("once", password);
    }

    @Test
    void wrongCredentialsAreRefused() {
        assertRefused("wrong", "guess");
    }

    @Test
    void credentialsOfAnotherAreRefused() {
        Mqtt5BlockingClient client = fixture.client("thief");
        Mqtt5ConnAckException refusal = assertThrows(
                Mqtt5ConnAckException.class,
                () -> client.connect(fixture.login("owner").build()));
        assertEquals(
                Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD,
                refusal.getMqttMessage().getReasonCode());
    }

    @Test
    void everybodyIsRefusedWhileNobodyChecksLogins() throws Exception {
        try (BrokerFixture alone = new BrokerFixture()) {
            alone.service = null;
            Mqtt5BlockingClient client = alone.client("early");
            assertThrows(
                    Mqtt5ConnAckException.class,
                    () -> client.connect(alone.login("early").build()));
            alone.service = alone.logins;
            client.connect(alone.login("early").build());
        }
    }

    @Test
    void anAgentPublishesAndSubscribesUnderItsOwnIdAndNothingElse() throws Exception {
        BlockingQueue<Map.Entry<String, byte[]>> all = fixture.received("/agent/+/outbound/#");
        Mqtt5BlockingClient agent = fixture.connected("a");
        BlockingQueue<?> own = fixture.subscribed(agent, "/agent/a/inbound/v1/cmd/+");

        assertEquals(Mqtt5PubAckReasonCode.NOT_AUTHORIZED, refusedPublish(agent, "/agent/b/outbound/x"));
        assertEquals(Mqtt5PubAckReasonCode.NOT_AUTHORIZED, refusedPublish(agent, "/agent/a/inbound/v1/cmd/x"));
        assertEquals(Mqtt5PubAckReasonCode.NOT_AUTHORIZED, refusedPublish(agent, "/agent/a.outbound/x"));
        assertEquals(Mqtt5PubAckReasonCode.NOT_AUTHORIZED, refusedPublish(agent, "activemq.management"));

        // it is still connected, and what it may do works
        agent.publishWith()
                .topic("/agent/a/outbound/v1/x")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(bytes("mine"))
                .send();
        assertEquals("mine", text(next(all).getValue()));
        fixture.bus().publish("/agent/a/inbound/v1/cmd/x", bytes("yours"));
        next(own);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#",
                "+/#",
                "/agent/+/inbound/v1/cmd/+",
                "/agent/a/#",
                "/agent/a/inbound/v1/cmd/#",
                "/agent/b/inbound/v1/cmd/+",
                "/agent/a/outbound/+",
                "$share/x/agent/b/inbound/cmd/x",
                "$share/x//agent/b/inbound/cmd/x",
                "/agent/b/inbound/v1/cmd/x::a./agent/a/inbound/v1/cmd/+",
                "activemq.notifications"
            })
    void aWiderSubscriptionIsRefused(String filter) throws Exception {
        Mqtt5BlockingClient agent = fixture.connected("a");
        ExecutionException refusal = assertThrows(ExecutionException.class, () -> fixture.subscribed(agent, filter));
        Mqtt5SubAckException suback = assertInstanceOf(Mqtt5SubAckException.class, refusal.getCause());
        assertEquals(
                List.of(Mqtt5SubAckReasonCode.NOT_AUTHORIZED),
                suback.getMqttMessage().getReasonCodes());
        fixture.subscribed(agent, "/agent/a/inbound/cmd/+");
    }

    @Test
    void aWillOnTheTopicOfAnotherIsNotPublished() throws Exception {
        BlockingQueue<Map.Entry<String, byte[]>> all = fixture.received("/agent/#");
        Mqtt5BlockingClient agent = fixture.client("will-thief");
        agent.connect(fixture.login("will-thief")
                .willPublish()
                .topic("/agent/victim/outbound/agent-connection")
                .qos(MqttQos.EXACTLY_ONCE)
                .payload(bytes("gone"))
                .applyWillPublish()
                .build());
        fixture.bus().disconnect("will-thief");
        // the disconnect runs on the publisher's thread: what is published after it arrives after the will
        fixture.bus().publish("/agent/will-thief/end", bytes("end"));
        assertEquals("/agent/will-thief/end", next(all).getKey());
    }

    @Test
    void aRetainedMessageEndsTheConnection() throws Exception {
        Mqtt5BlockingClient agent = fixture.connected("retain");
        assertTrue(agent.getState().isConnected());
        // the client knows from CONNACK that the broker retains nothing
        assertThrows(RuntimeException.class, () -> agent.publishWith()
                .topic("/agent/retain/outbound/x")
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .send());
    }

    private static Mqtt5PubAckReasonCode refusedPublish(Mqtt5BlockingClient agent, String topic) throws Exception {
        ExecutionException refusal = assertThrows(ExecutionException.class, () -> agent.toAsync()
                .publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(bytes("x"))
                .send()
                .thenApply(result -> {
                    result.getError().ifPresent(error -> {
                        throw new java.util.concurrent.CompletionException(error);
                    });
                    return result;
                })
                .get(SECONDS, TimeUnit.SECONDS));
        return assertInstanceOf(Mqtt5PubAckException.class, refusal.getCause())
                .getMqttMessage()
                .getReasonCode();
    }

    private static void assertRefused(String claimId, String password) {
        Mqtt5BlockingClient client = fixture.client(claimId);
        Mqtt5ConnAckException refusal = assertThrows(
                Mqtt5ConnAckException.class,
                () -> client.connect(fixture.login(claimId, password).build()));
        assertEquals(
                Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD,
                refusal.getMqttMessage().getReasonCode());
    }
}
