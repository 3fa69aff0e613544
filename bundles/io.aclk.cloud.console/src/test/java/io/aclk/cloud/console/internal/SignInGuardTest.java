package io.aclk.cloud.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInGuardTest {

    private final TestClock clock = new TestClock();
    private final SignInGuard guard = new SignInGuard(clock);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            guard.failed("192.0.2.1");
        }
    }

    @Test
    void aFewFailuresCostNothing() {
        fail(SignInGuard.FREE - 1);
        assertEquals(Duration.ZERO, guard.wait("192.0.2.1"));
    }

    @Test
    void thePauseDoublesUpToALimit() {
        fail(SignInGuard.FREE);
        assertEquals(Duration.ofSeconds(1), guard.wait("192.0.2.1"));
        fail(1);
        assertEquals(Duration.ofSeconds(2), guard.wait("192.0.2.1"));
        fail(100);
        assertEquals(SignInGuard.LONGEST, guard.wait("192.0.2.1"));
        clock.advance(SignInGuard.LONGEST);
        assertEquals(Duration.ZERO, guard.wait("192.0.2.1"));
    }

    @Test
    void othersAreNotSlowedDownAndSuccessForgets() {
        fail(SignInGuard.FREE);
        assertEquals(Duration.ZERO, guard.wait("192.0.2.2"));
        guard.succeeded("192.0.2.1");
        assertEquals(Duration.ZERO, guard.wait("192.0.2.1"));
    }

    @Test
    void memoryIsBounded() {
        fail(SignInGuard.FREE);
        for (int i = 0; i < SignInGuard.MAX_ADDRESSES; i++) {
            guard.failed("address " + i);
        }
        assertTrue(guard.wait("192.0.2.1").isZero(), "the oldest address was forgotten");
    }
}
