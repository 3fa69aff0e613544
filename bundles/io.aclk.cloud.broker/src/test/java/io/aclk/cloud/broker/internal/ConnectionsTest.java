package io.aclk.cloud.broker.internal;

import static io.aclk.cloud.broker.internal.BrokerFixture.SECONDS;
import static io.aclk.cloud.broker.internal.BrokerFixture.bytes;
import static io.aclk.cloud.broker.internal.BrokerFixture.next;
import static io.aclk.cloud.broker.internal.BrokerFixture.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static BrokerFixture fixture;

    private final BlockingQueue<MqttClientDisconnectedContext> disconnected = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() throws Exception {
        fixture = new BrokerFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void aClientWithoutAWordForLongIsKeptByPings() throws Exception {
        Mqtt5BlockingClient client = client("ping", fixture.broker.port());
        client.connect(fixture.login("ping").keepAlive(2).build());
        // the client ends the connection when a ping is not answered, the broker when none comes
        assertNull(disconnected.poll(7, TimeUnit.SECONDS));
        client.disconnect();
    }

    @Test
    void theWillIsPublishedWhenTheConnectionBreaks() throws Exception {
        BlockingQueue<Map.Entry<String, byte[]>> wills = fixture.received("/agent/break/outbound/agent-connection");
        try (TcpRelay relay = new TcpRelay(fixture.broker.port())) {
            client("break", relay.port()).connect(withWill("break", 60));
            relay.cut();
            assertEquals("gone", text(next(wills).getValue()));
        }
    }

    @Test
    void theWillIsPublishedWhenTheAgentFallsSilent() throws Exception {
        BlockingQueue<Map.Entry<String, byte[]>> wills = fixture.received("/agent/silent/outbound/agent-connection");
        try (TcpRelay relay = new TcpRelay(fixture.broker.port())) {
            client("silent", relay.port()).connect(withWill("silent", 2));
            relay.silence();
            assertEquals("gone", text(next(wills).getValue()));
        }
    }

    @Test
    void noWillAfterAGoodbye() throws Exception {
        BlockingQueue<Map.Entry<String, byte[]>> messages = fixture.received("/agent/bye/outbound/#");
        Mqtt5BlockingClient agent = client("bye", fixture.broker.port());
        agent.connect(withWill("bye", 60));
        agent.publishWith()
                .topic("/agent/bye/outbound/agent-connection")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(bytes("goodbye"))
                .send();
        agent.disconnect();
        Mqtt5BlockingClient again = client("bye", fixture.broker.port());
        again.connect(fixture.login("bye").build());
        again.publishWith()
                .topic("/agent/bye/outbound/x")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(bytes("back"))
                .send();
        assertEquals("goodbye", text(next(messages).getValue()));
        assertEquals("back", text(next(messages).getValue()));
    }

    @Test
    void theCloudEndsAConnectionAndTheWillIsPublished() throws Exception {
        BlockingQueue<Map.Entry<String, byte[]>> wills = fixture.received("/agent/ended/outbound/agent-connection");
        client("ended", fixture.broker.port()).connect(withWill("ended", 60));
        fixture.bus().disconnect("ended");
        assertEquals("gone", text(next(wills).getValue()));
        next(disconnected);
    }

    @Test
    void disconnectingWhoIsNotThereDoesNothing() {
        fixture.bus().disconnect("nobody");
    }

    @Test
    void aNewLoginTakesTheSessionOver() throws Exception {
        BlockingQueue<Map.Entry<String, byte[]>> messages = fixture.received("/agent/twice/outbound/#");
        Mqtt5BlockingClient old = client("twice", fixture.broker.port());
        old.connect(fixture.login("twice").build());
        fixture.subscribed(old, "/agent/twice/inbound/cmd/+");

        Mqtt5BlockingClient fresh = fixture.connected("twice");
        Mqtt5DisconnectException cause =
                (Mqtt5DisconnectException) next(disconnected).getCause();
        assertEquals(
                Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER,
                cause.getMqttMessage().getReasonCode());
        BlockingQueue<?> commands = fixture.subscribed(fresh, "/agent/twice/inbound/cmd/+");
        fixture.bus().publish("/agent/twice/inbound/cmd/x", bytes("x"));
        next(commands);
        fresh.publishWith()
                .topic("/agent/twice/outbound/x")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(bytes("fresh"))
                .send();
        assertEquals("fresh", text(next(messages).getValue()));
    }

    @Test
    void aRefusedLoginLeavesTheLiveSessionAlone() throws Exception {
        Mqtt5BlockingClient agent = client("alive", fixture.broker.port());
        agent.connect(fixture.login("alive").build());
        BlockingQueue<?> commands = fixture.subscribed(agent, "/agent/alive/inbound/cmd/+");
        assertThrows(RuntimeException.class, () -> fixture.client("alive")
                .connect(fixture.login("alive", "guess").build()));
        fixture.bus().publish("/agent/alive/inbound/cmd/x", bytes("x"));
        next(commands);
        assertTrue(agent.getState().isConnected());
    }

    @Test
    void oldVersionsOfTlsAreRefused() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, BrokerFixture.key().trust().getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", fixture.broker.port())) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThrows(SSLHandshakeException.class, socket::startHandshake);
        }
    }

    private Mqtt5BlockingClient client(String clientId, int port) {
        return fixture.client(
                clientId, port, MqttClient.builder().useMqttVersion5().addDisconnectedListener(disconnected::add));
    }

    private static Mqtt5Connect withWill(String claimId, int keepAlive) {
        return fixture.login(claimId)
                .keepAlive(keepAlive)
                .willPublish()
                .topic("/agent/" + claimId + "/outbound/agent-connection")
                .qos(MqttQos.EXACTLY_ONCE)
                .payload(bytes("gone"))
                .applyWillPublish()
                .build();
    }
}
