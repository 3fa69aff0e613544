package io.aclk.cloud.broker.internal;

import io.netty.channel.Channel;
import java.util.Objects;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyServerConnection;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the broker meets this process: hands every message that a client was allowed to publish to the subscribers
 * here, on the thread that handles that client's packets, so in its order; and puts the rules on new connections.
 * Last wills come this way, too. Nothing is queued between client and subscriber.
 */
final class BrokerPlugin implements ActiveMQServerPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerPlugin.class);

    private final Deliveries deliveries;
    private volatile ActiveMQServer server;

    BrokerPlugin(Deliveries deliveries) {
        this.deliveries = Objects.requireNonNull(deliveries, "deliveries");
    }

    @Override
    public void registered(ActiveMQServer registeredWith) {
        server = registeredWith;
    }

    @Override
    public void afterCreateConnection(RemotingConnection connection) {
        if (connection.getTransportConnection() instanceof NettyServerConnection netty) {
            Channel channel = netty.getChannel();
            ConnectionRules.install(channel.pipeline(), () -> forgetWill(connection));
        }
    }

    /**
     * A DISCONNECT waits its turn behind other packets of its connection; the end of the connection, or a new one of the
     * same client, does not, and would find the will still there.
     */
    private void forgetWill(RemotingConnection connection) {
        try {
            MQTTStateManager states = MQTTStateManager.getInstance(server);
            String clientId = connection.getClientID();
            MQTTSessionState state =
                    clientId == null ? null : states.getSessionStates().get(clientId);
            if (state != null && states.getConnectedClient(clientId) == connection) {
                state.setWill(false);
            }
        } catch (Exception e) { // declared by Artemis
            LOG.warn("A last will may be published after a goodbye", e);
        }
    }

    @Override
    public void afterSend(
            ServerSession session,
            Transaction transaction,
            Message message,
            boolean direct,
            boolean noAutoCreateQueue,
            RoutingStatus result) {
        String topic = message.getAddress();
        if (deliveries.wanted(topic)) {
            ActiveMQBuffer body = message.toCore().getDataBuffer();
            byte[] payload = new byte[body.readableBytes()];
            body.getBytes(body.readerIndex(), payload);
            deliveries.deliver(topic, payload);
        }
    }
}
