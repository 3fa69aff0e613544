package io.aclk.transport.internal;

import java.net.URI;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;

/**
 * Found by Paho through {@code META-INF/services}, with the class loader of Paho's own classes: in the framework that is
 * this bundle's, since Paho is inside it.
 */
public final class StreamNetworkModuleFactory implements NetworkModuleFactory {

    /** Called by {@code ServiceLoader}. */
    public StreamNetworkModuleFactory() {}

    @Override
    public Set<String> getSupportedUriSchemes() {
        return Set.of("wss");
    }

    @Override
    public void validateURI(URI brokerUri) {
        // it is always PahoOptions.URI
    }

    @Override
    public NetworkModule createNetworkModule(URI brokerUri, MqttConnectionOptions options, String clientId) {
        return ((PahoOptions) options).module();
    }
}
