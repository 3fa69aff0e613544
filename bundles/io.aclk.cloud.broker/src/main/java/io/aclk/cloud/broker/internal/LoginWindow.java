package io.aclk.cloud.broker.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a stranger may send before he has logged in, and how long that may take. Artemis itself collects an HTTP request of
 * up to 2 GiB and a WebSocket frame of the largest packet before it knows who is there. One for each connection, behind
 * TLS, removed by the login; called on the event loop.
 */
final class LoginWindow extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(LoginWindow.class);

    private long received;
    private ScheduledFuture<?> limit;

    /** TLS for a connection, with a window behind it. */
    static SslHandler behind(SslHandler tls) {
        SslHandler guarded = new SslHandler(tls.engine()) {
            @Override
            public void handlerAdded(ChannelHandlerContext context) throws Exception {
                super.handlerAdded(context);
                context.pipeline().addAfter(context.name(), "login-window", new LoginWindow());
            }
        };
        guarded.setHandshakeTimeoutMillis(tls.getHandshakeTimeoutMillis());
        return guarded;
    }

    /** The client has logged in. */
    static void end(ChannelPipeline pipeline) {
        if (pipeline.get(LoginWindow.class) != null) {
            pipeline.remove(LoginWindow.class);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        limit = context.executor()
                .schedule(() -> close(context, "no login in time"), BrokerLimits.LOGIN_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        limit.cancel(false);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            received += bytes.readableBytes();
            if (received > BrokerLimits.LOGIN_BYTES) {
                bytes.release();
                close(context, "too much before a login");
                return;
            }
        }
        context.fireChannelRead(message);
    }

    private static void close(ChannelHandlerContext context, String why) {
        LOG.debug("Closed the connection of {}: {}", context.channel().remoteAddress(), why);
        context.close();
    }
}
