package io.aclk.transport.internal;

import io.aclk.api.transport.ConnectOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/**
 * Paho's options, and with them the network module of the one connection they are for: Paho hands them to the factory
 * that it looks up, so nothing static is needed.
 */
final class PahoOptions extends MqttConnectionOptions {

    /** Paho wants one to find the factory by its scheme; the address is known to the module. */
    static final String URI = "wss://connection";

    private static final int WILL_QOS = 2;
    /** Two bytes; Paho would send what is left of more. */
    private static final int MAX_KEEP_ALIVE = 65_535;

    private final StreamNetworkModule module;

    PahoOptions(ConnectOptions options, StreamNetworkModule module) {
        this.module = module;
        setCleanStart(true);
        setAutomaticReconnect(false);
        setKeepAliveInterval(seconds(options.keepAlive()));
        setUserName(options.username());
        setPassword(options.password().getBytes(StandardCharsets.UTF_8));
        MqttMessage will = new MqttMessage(options.willPayload());
        will.setQos(WILL_QOS);
        will.setRetained(false);
        setWill(options.willTopic(), will);
    }

    private static int seconds(Duration keepAlive) {
        long seconds = keepAlive.toSeconds();
        if (seconds < 0 || seconds > MAX_KEEP_ALIVE) {
            throw new IllegalArgumentException("a keep-alive of " + seconds + " s");
        }
        return (int) seconds;
    }

    StreamNetworkModule module() {
        return module;
    }
}
