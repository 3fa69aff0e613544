package io.aclk.cloud.broker.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoginWindowTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new LoginWindow());

    @Test
    void whoDoesNotLogInInTimeIsLeft() {
        advance(BrokerLimits.LOGIN_SECONDS - 1);
        assertTrue(channel.isOpen());
        advance(1);
        assertFalse(channel.isOpen());
    }

    @Test
    void whoSendsTooMuchBeforeTheLoginIsLeft() {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[BrokerLimits.LOGIN_BYTES]));
        assertTrue(channel.isOpen());
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
        assertFalse(channel.isOpen());
        assertEquals(1, channel.inboundMessages().size(), "what is too much reaches nobody");
    }

    @Test
    void afterTheLoginThereIsNoLimit() {
        LoginWindow.end(channel.pipeline());
        LoginWindow.end(channel.pipeline());
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[BrokerLimits.LOGIN_BYTES + 1]));
        advance(10 * BrokerLimits.LOGIN_SECONDS);
        assertTrue(channel.isOpen());
    }

    private void advance(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }
}
