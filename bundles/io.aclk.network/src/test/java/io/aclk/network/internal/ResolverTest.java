package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Look-ups that hang hold nobody for ever, do not pile up, and nothing has to be restarted when they end. */
@Timeout(30)
class ResolverTest {

    private final CountDownLatch answer = new CountDownLatch(1);
    private final Watchdog watchdog = new Watchdog();

    @AfterEach
    void stop() {
        answer.countDown();
        watchdog.stop();
    }

    @Test
    void hundredHangingLookUps() throws Exception {
        // given look-ups that ignore every interrupt, as those of the operating system do
        Resolver stubborn = new Resolver(host -> {
            boolean done = false;
            while (!done) {
                try {
                    done = answer.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    // as if nothing had happened
                }
            }
            return new InetAddress[] {InetAddress.getByName("192.0.2.1")};
        });
        try {
            for (int i = 0; i < 100; i++) {
                NetworkException e = assertThrows(
                        NetworkException.class,
                        () -> stubborn.resolve("cloud.example", Peer.SERVER, attempt(Duration.ofMillis(20))));
                assertEquals(Optional.of(Fault.NAME_NO_ANSWER), e.fault());
                assertTrue(e.getMessage().contains("no end after"), e.getMessage());
            }
            assertTrue(threads() <= 4, threads() + " threads");

            // when the operating system answers at last
            answer.countDown();

            // then the next look-up works
            assertEquals(
                    List.of(InetAddress.getByName("192.0.2.1")),
                    stubborn.resolve("cloud.example", Peer.SERVER, attempt(Duration.ofSeconds(10))));
        } finally {
            answer.countDown();
            stubborn.stop();
        }
    }

    @Test
    void literalsAskNobody() throws Exception {
        Resolver resolver = new Resolver(host -> {
            throw new AssertionError("asked for " + host);
        });
        assertEquals(
                List.of(InetAddress.getByName("::1")),
                resolver.resolve("::1", Peer.SERVER, attempt(Duration.ofSeconds(1))));
        resolver.stop();
    }

    private Attempt attempt(Duration limit) {
        return new Attempt(new AbortSignal(), new AbortSignal(), watchdog, Deadline.in(limit), Steps.SILENT);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("aclk-resolver"))
                .count();
    }
}
