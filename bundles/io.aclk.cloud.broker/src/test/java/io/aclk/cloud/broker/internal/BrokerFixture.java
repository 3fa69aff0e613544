package io.aclk.cloud.broker.internal;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.Logins;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** A broker on a free port with real TLS, and clients of an independent make over secure WebSockets. */
final class BrokerFixture implements AutoCloseable {

    /** For everything that is waited for. */
    static final long SECONDS = 15;

    private static final TestKey KEY = new TestKey();

    final TestLogins logins = new TestLogins();
    final EmbeddedBroker broker;
    volatile Logins service = logins;

    private final List<Mqtt5BlockingClient> clients = new ArrayList<>();

    BrokerFixture() throws Exception {
        broker = EmbeddedBroker.start(new BrokerSettings("127.0.0.1", 0, "127.0.0.1"), KEY.server(), () -> service);
    }

    static TestKey key() {
        return KEY;
    }

    Bus bus() {
        return broker.bus();
    }

    /** A client that is not connected. */
    Mqtt5BlockingClient client(String clientId) {
        return client(clientId, broker.port(), MqttClient.builder().useMqttVersion5());
    }

    Mqtt5BlockingClient client(String clientId, int port, Mqtt5ClientBuilder builder) {
        Mqtt5BlockingClient client = builder.identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(port)
                .sslConfig()
                .trustManagerFactory(KEY.trust())
                .protocols(List.of("TLSv1.3"))
                .applySslConfig()
                .webSocketConfig()
                .serverPath("mqtt")
                .applyWebSocketConfig()
                .buildBlocking();
        clients.add(client);
        return client;
    }

    /** CONNECT with a new password. */
    Mqtt5ConnectBuilder login(String claimId) {
        return login(claimId, logins.issue(claimId));
    }

    Mqtt5ConnectBuilder login(String claimId, String password) {
        return Mqtt5Connect.builder()
                .cleanStart(true)
                .keepAlive(60)
                .simpleAuth()
                .username("user-" + claimId)
                .password(bytes(password))
                .applySimpleAuth();
    }

    /** A client that is connected. */
    Mqtt5BlockingClient connected(String claimId) {
        Mqtt5BlockingClient client = client(claimId);
        client.connect(login(claimId).build());
        return client;
    }

    /** What a client receives on a filter of its own. */
    BlockingQueue<Mqtt5Publish> subscribed(Mqtt5BlockingClient client, String filter) throws Exception {
        BlockingQueue<Mqtt5Publish> received = new LinkedBlockingQueue<>();
        client.toAsync()
                .subscribeWith()
                .topicFilter(filter)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retainAsPublished(true)
                .callback(received::add)
                .send()
                .get(SECONDS, TimeUnit.SECONDS);
        return received;
    }

    /** What this process receives. */
    BlockingQueue<Map.Entry<String, byte[]>> received(String filter) {
        BlockingQueue<Map.Entry<String, byte[]>> received = new LinkedBlockingQueue<>();
        bus().subscribe(filter, (topic, payload) -> received.add(Map.entry(topic, payload)));
        return received;
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(SECONDS, TimeUnit.SECONDS);
        Assertions.assertNotNull(next, "nothing arrived in time");
        return next;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        for (Mqtt5BlockingClient client : clients) {
            if (client.getState().isConnected()) {
                client.disconnect();
            }
        }
        broker.close();
    }
}
