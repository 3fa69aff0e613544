package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which steps of the wall clock mean that what was recorded is wrong. */
class ClockLeapTest {

    private static final long DAY = 86_400;

    private long wall = 1_767_225_600_000L;
    private long steady = 5_000_000_000L;

    private final ClockLeap leap = new ClockLeap(new WallClock() {
        @Override
        public long millis() {
            return wall;
        }

        @Override
        public long nanos() {
            return steady;
        }

        @Override
        public void sleep(long millis) {
            throw new AssertionError("not used");
        }
    });

    @Test
    void aLeapThatIsUndoneIsReportedOnceTheClockHoldsStill() {
        pass(100);
        step(DAY);
        pass(600);
        assertTrue(leap.ahead());
        step(-DAY);
        assertFalse(passes(ClockLeap.STABLE_SECONDS - 1), "it may jump again");
        assertTrue(passes(2));
        assertTrue(passes(1), "until it is settled");
        leap.settled();
        assertFalse(passes(100));
        assertFalse(leap.ahead());
    }

    @Test
    void oneThatJumpsToAndFroIsNotBelievedBeforeItHoldsStill() {
        step(DAY);
        pass(10);
        step(-DAY);
        pass(5);
        step(DAY);
        pass(10);
        step(-DAY);
        assertFalse(passes(ClockLeap.STABLE_SECONDS - 1));
        assertTrue(passes(2));
    }

    @Test
    void aLeapThatGoesOnAndComesBackInTwoStepsIsOne() {
        step(DAY);
        pass(10);
        step(DAY);
        pass(10);
        step(-DAY);
        assertFalse(passes(60));
        step(-DAY);
        pass(ClockLeap.STABLE_SECONDS);
        assertTrue(passes(1));
    }

    @Test
    void aClockThatOnlyGoesBackMayItselfBeWrong() {
        pass(10);
        step(-DAY);
        assertFalse(passes(1_000));
        step(DAY);
        pass(1_000);
        assertTrue(leap.ahead());
        assertFalse(passes(1));
    }

    @Test
    void afterASuspendedMachineAStepToAnotherTimeIsNotAReturn() {
        step(8 * 3_600);
        pass(3_600);
        step(-3 * 3_600);
        assertFalse(passes(1_000));
    }

    @Test
    void smallStepsAndASlowDriftAreNothing() {
        for (int i = 0; i < 100; i++) {
            step(30);
            assertFalse(passes(1));
        }
        assertFalse(leap.ahead());
    }

    @Test
    void afterADayALeapIsTheTruth() {
        step(DAY);
        pass(ClockLeap.BELIEVED_SECONDS + 1);
        assertFalse(leap.ahead());
        step(-DAY);
        assertFalse(passes(1_000));
    }

    private void step(long seconds) {
        wall += TimeUnit.SECONDS.toMillis(seconds);
    }

    private void pass(long seconds) {
        passes(seconds);
    }

    private boolean passes(long seconds) {
        boolean back = false;
        for (long i = 0; i < seconds; i++) {
            wall += 1_000;
            steady += TimeUnit.SECONDS.toNanos(1);
            back = leap.cameBack();
        }
        return back;
    }
}
