package io.aclk.transport.internal;

import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;

/** Paho's view of a connection that is open already. */
final class StreamNetworkModule implements NetworkModule {

    private final WebSocketConnection connection;
    private final MqttInput input;
    private final MqttOutput output;
    private volatile Thread starter;

    StreamNetworkModule(WebSocketConnection connection, MqttInput input, MqttOutput output) {
        this.connection = connection;
        this.input = input;
        this.output = output;
    }

    @Override
    public void start() {
        starter = Thread.currentThread();
    }

    /** Paho's thread that starts the others, {@code null} before it runs. */
    Thread starter() {
        return starter;
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    /** Called by Paho on every end. */
    @Override
    public void stop() {
        connection.close();
    }

    @Override
    public String getServerURI() {
        return PahoOptions.URI;
    }
}
