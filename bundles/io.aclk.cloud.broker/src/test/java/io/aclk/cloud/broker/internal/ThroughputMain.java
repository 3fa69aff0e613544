package io.aclk.cloud.broker.internal;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures QoS 1 messages in both directions at once over wss, clients in the same process. No test: run it with
 * {@code mvn -pl bundles/io.aclk.cloud.broker test-compile exec:java -Dexec.classpathScope=test
 * -Dexec.mainClass=io.aclk.cloud.broker.internal.ThroughputMain}; arguments: agents, bytes a message, seconds.
 */
final class ThroughputMain {

    private static final int WINDOW = 500;

    private ThroughputMain() {}

    public static void main(String[] arguments) throws Exception {
        int agents = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4;
        byte[] payload = new byte[arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200];
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
        LongAdder fromAgents = new LongAdder();
        LongAdder toAgents = new LongAdder();
        try (BrokerFixture fixture = new BrokerFixture()) {
            fixture.bus().subscribe("/agent/+/outbound/#", (topic, body) -> fromAgents.increment());
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds + 60L);
            for (int i = 0; i < agents; i++) {
                String id = "bench" + i;
                Mqtt5BlockingClient client = fixture.connected(id);
                Semaphore down = new Semaphore(WINDOW);
                client.toAsync()
                        .subscribeWith()
                        .topicFilter("/agent/" + id + "/inbound/cmd/+")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .callback(publish -> {
                            toAgents.increment();
                            down.release();
                        })
                        .send()
                        .get(BrokerFixture.SECONDS, TimeUnit.SECONDS);
                loop(end, down, () -> fixture.bus().publish("/agent/" + id + "/inbound/cmd/x", payload));
                Semaphore up = new Semaphore(WINDOW);
                loop(end, up, () -> client.toAsync()
                        .publishWith()
                        .topic("/agent/" + id + "/outbound/x")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(payload)
                        .send()
                        .whenComplete((result, failure) -> up.release()));
            }
            TimeUnit.SECONDS.sleep(5); // warm up
            fromAgents.reset();
            toAgents.reset();
            TimeUnit.SECONDS.sleep(seconds);
            System.out.printf(
                    "%d agents, %d bytes, QoS 1: %d msg/s from agents, %d msg/s to agents%n",
                    agents, payload.length, fromAgents.sum() / seconds, toAgents.sum() / seconds);
        }
    }

    private static void loop(long end, Semaphore window, Runnable send) {
        Thread thread = new Thread(() -> {
            try {
                while (System.nanoTime() - end < 0) {
                    if (window.tryAcquire(1, TimeUnit.SECONDS)) {
                        send.run();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
