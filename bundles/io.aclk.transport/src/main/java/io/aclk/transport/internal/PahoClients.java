package io.aclk.transport.internal;

import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttPingSender;
import org.eclipse.paho.mqttv5.client.internal.ClientComms;
import org.eclipse.paho.mqttv5.client.logging.LoggerFactory;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Makes Paho's clients, silent and without pings of their own. */
final class PahoClients {

    static {
        // before the first of its classes: each keeps the logger that it got then
        LoggerFactory.setLogger(QuietLogger.class.getName());
    }

    private PahoClients() {}

    static MqttAsyncClient create(String clientId, ScheduledExecutorService threads) throws MqttException {
        return new MqttAsyncClient(PahoOptions.URI, clientId, new MemoryPersistence(), new NoPings(), threads);
    }

    /** Paho's pings know neither the Server Keep Alive nor the pings of others: {@link KeepAlive} sends ours. */
    private static final class NoPings implements MqttPingSender {
        @Override
        public void init(ClientComms comms) {}

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public void schedule(long delayInMilliseconds) {}
    }
}
