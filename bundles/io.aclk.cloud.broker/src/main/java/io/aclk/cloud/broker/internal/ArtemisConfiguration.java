package io.aclk.cloud.broker.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** How Artemis is set up: nothing on disk, one acceptor for MQTT, bounded memory. */
final class ArtemisConfiguration {

    /** Name of the acceptor. */
    static final String ACCEPTOR = "mqtt";

    private static final SimpleString NOWHERE = SimpleString.of("$nowhere");

    private static final int REMOTING_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private ArtemisConfiguration() {}

    static Configuration of(BrokerSettings settings, SSLContext tls) throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setName("cloud-broker")
                .setPersistenceEnabled(false)
                .setJournalType(JournalType.NIO) // the default asks for a native library at start
                .setMqttSubscriptionPersistenceEnabled(false)
                .setJMXManagementEnabled(false)
                .setCriticalAnalyzer(false)
                .setGracefulShutdownEnabled(false)
                .setSuppressSessionNotifications(true)
                // topics and addresses are then the same text, whatever characters are in a topic
                .setWildCardConfiguration(new WildcardConfiguration()
                        .setDelimiter('/')
                        .setSingleWord('+')
                        .setAnyWords('#'))
                .setGlobalMaxSize(BrokerLimits.BACKLOG)
                .addAddressSetting("#", addresses())
                .setSecurityEnabled(true)
                // credentials are valid once, so no answer may be remembered
                .setAuthenticationCacheSize(0)
                .setAuthorizationCacheSize(0)
                // there is no cluster; its built-in user must not be usable
                .setClusterUser(UUID.randomUUID().toString())
                .setClusterPassword(UUID.randomUUID().toString());
        return configuration.addAcceptorConfiguration(acceptor(settings, tls));
    }

    private static AddressSettings addresses() {
        return new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoDeleteAddresses(true)
                .setAutoCreateQueues(true)
                .setAutoDeleteQueues(true)
                .setMaxSizeBytes(BrokerLimits.TOPIC_BACKLOG)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL)
                .setMaxDeliveryAttempts(-1)
                .setNoExpiry(true)
                // never used, but without them Artemis warns at each subscription
                .setDeadLetterAddress(NOWHERE)
                .setExpiryAddress(NOWHERE);
    }

    private static TransportConfiguration acceptor(BrokerSettings settings, SSLContext tls) {
        Map<String, Object> transport = new HashMap<>();
        transport.put(TransportConstants.HOST_PROP_NAME, settings.listen());
        transport.put(TransportConstants.PORT_PROP_NAME, settings.port());
        transport.put(TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
        transport.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
        transport.put(TransportConstants.SSL_CONTEXT_PROP_NAME, tls); // for ServerKeyContextFactory
        transport.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, "TLSv1.2,TLSv1.3");
        transport.put(TransportConstants.USE_EPOLL_PROP_NAME, false);
        transport.put(TransportConstants.USE_KQUEUE_PROP_NAME, false);
        transport.put(TransportConstants.REMOTING_THREADS_PROPNAME, REMOTING_THREADS);
        transport.put(TransportConstants.TCP_NODELAY_PROPNAME, true);
        transport.put(TransportConstants.CONNECTIONS_ALLOWED, BrokerLimits.CONNECTIONS);
        transport.put(TransportConstants.WEB_SOCKET_MAX_FRAME_PAYLOAD_LENGTH, 2 * BrokerLimits.PACKET);
        transport.put(TransportConstants.QUIET_PERIOD, 0);
        transport.put(TransportConstants.SHUTDOWN_TIMEOUT, 2_000);

        Map<String, Object> mqtt = new HashMap<>();
        mqtt.put("maximumPacketSize", BrokerLimits.PACKET);
        mqtt.put("topicAliasMaximum", BrokerLimits.TOPIC_ALIASES);
        mqtt.put("defaultMaximumInFlightPublishMessages", BrokerLimits.IN_FLIGHT);
        mqtt.put("defaultMqttSessionExpiryInterval", 0);
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), transport, ACCEPTOR, mqtt);
    }
}
