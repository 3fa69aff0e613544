package io.aclk.cloud.broker.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops reading from a client while too much of what it published waits to be handled, since the queue behind has no
 * bound: TCP then slows the client down. A publication counts until Artemis releases it. One for each connection.
 */
final class InboundWindow extends ChannelInboundHandlerAdapter {

    /** What a waiting publication takes beside its payload, roughly. */
    private static final int OVERHEAD = 256;

    private final AtomicLong waiting = new AtomicLong();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof MqttPublishMessage publish
                && publish.decoderResult().isSuccess()) {
            long size = publish.payload().readableBytes() + OVERHEAD;
            if (waiting.addAndGet(size) > BrokerLimits.INBOUND_WINDOW) {
                context.channel().config().setAutoRead(false);
            }
            context.fireChannelRead(new Counted(publish, () -> handled(context, size)));
        } else {
            context.fireChannelRead(message);
        }
    }

    private void handled(ChannelHandlerContext context, long size) {
        if (waiting.addAndGet(-size) <= BrokerLimits.INBOUND_WINDOW / 2
                && !context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(true);
        }
    }

    /** Tells when it is released. */
    private static final class Counted extends MqttPublishMessage {

        private final Runnable released;

        Counted(MqttPublishMessage publish, Runnable released) {
            super(publish.fixedHeader(), publish.variableHeader(), publish.payload());
            this.released = released;
        }

        @Override
        public boolean release() {
            boolean last = super.release();
            if (last) {
                released.run();
            }
            return last;
        }
    }
}
