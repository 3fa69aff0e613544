package io.aclk.cloud.broker.internal;

import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.RECEIVE_MAXIMUM;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.RETAIN_AVAILABLE;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.SESSION_EXPIRY_INTERVAL;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.util.ReferenceCountUtil;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Artemis leaves open on an MQTT connection: sessions end with their connection, nothing is retained, a connection
 * logs in once, and both is announced in CONNACK (MQTT 5, section 3.2.2.3). All of it bounds what a client can leave
 * behind in memory. One for each connection; called on its event loop.
 */
final class ConnectionRules extends ChannelDuplexHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRules.class);

    /** Room for the head of a packet, so that one a little too long gets the reason code of Artemis (0x95). */
    private static final int HEAD = 1 << 16;

    private final Runnable onGoodbye;
    private boolean connectSeen;

    private ConnectionRules(Runnable onGoodbye) {
        this.onGoodbye = onGoodbye;
    }

    /**
     * Puts the rules in front of the protocol handler, and a decoder that knows the limit before the login, too.
     *
     * @param onGoodbye told of a DISCONNECT that leaves without the will, before it waits to be handled
     */
    static void install(ChannelPipeline pipeline, Runnable onGoodbye) {
        pipeline.replace(MqttDecoder.class, "mqtt-decoder", new MqttDecoder(BrokerLimits.PACKET + HEAD));
        String handler = pipeline.context(MQTTProtocolHandler.class).name();
        pipeline.addBefore(handler, "connection-rules", new ConnectionRules(onGoodbye));
        pipeline.addBefore(handler, "inbound-window", new InboundWindow());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (allowed(message)) {
            if (goodbye(message)) {
                onGoodbye.run();
            }
            context.fireChannelRead(message);
        } else {
            LOG.debug(
                    "Closed the connection of {}: a packet breaks the rules",
                    context.channel().remoteAddress());
            ReferenceCountUtil.release(message);
            context.close();
        }
    }

    private boolean allowed(Object message) {
        if (message instanceof MqttMessage packet && packet.decoderResult().isFailure()) {
            return true; // the protocol handler answers it
        }
        if (message instanceof MqttConnectMessage connect) {
            if (connectSeen || connect.variableHeader().isWillRetain()) {
                return false;
            }
            connectSeen = true;
            endSessionWithConnection(connect.variableHeader().properties());
            return true;
        }
        if (message instanceof MqttPublishMessage publish) {
            return connectSeen && !publish.fixedHeader().isRetain();
        }
        if (message instanceof MqttMessage other
                && other.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
            endSessionWithConnection(header.properties()); // DISCONNECT may set it anew
        }
        return connectSeen;
    }

    /** A DISCONNECT with reason 0 (MQTT 5, section 3.1.2.5); MQTT 3 has no other one. */
    private static boolean goodbye(Object message) {
        return message instanceof MqttMessage packet
                && packet.decoderResult().isSuccess()
                && packet.fixedHeader().messageType() == MqttMessageType.DISCONNECT
                && !(packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header
                        && header.reasonCode() != 0);
    }

    private static void endSessionWithConnection(MqttProperties properties) {
        if (properties.getProperty(SESSION_EXPIRY_INTERVAL.value()) != null) {
            properties.add(new IntegerProperty(SESSION_EXPIRY_INTERVAL.value(), 0));
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof MqttConnAckMessage connack
                && connack.variableHeader().connectReturnCode() == MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            LoginWindow.end(context.pipeline());
            announce(connack.variableHeader().properties());
        }
        super.write(context, message, promise);
    }

    private static void announce(MqttProperties properties) {
        if (properties != MqttProperties.NO_PROPERTIES) {
            properties.add(new IntegerProperty(SESSION_EXPIRY_INTERVAL.value(), 0));
            properties.add(new IntegerProperty(RECEIVE_MAXIMUM.value(), BrokerLimits.RECEIVE_MAXIMUM));
            properties.add(new IntegerProperty(RETAIN_AVAILABLE.value(), 0));
        }
    }
}
