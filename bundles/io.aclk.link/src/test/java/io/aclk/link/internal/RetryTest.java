package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {

    private static final long NOW = Long.MAX_VALUE - 5;

    private static long after(long seconds) {
        return NOW + Duration.ofSeconds(seconds).toNanos();
    }

    private static Backoff with(double random) {
        return new Backoff(new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return random;
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "1,1000,1500", "2,2000,3000", "3,4000,6000", "11,1024000,1024000", "40,1024000,1024000"})
    void defaultLimits(int attempt, long low, long high) {
        assertEquals(low, with(0).delay(attempt, Backoff.Limits.DEFAULT).toMillis());
        assertEquals(high, with(1).delay(attempt, Backoff.Limits.DEFAULT).toMillis());
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0,    600,     1, 1000",
        "2, 5,    600,     1, 5000",
        "2, 1000, 600000,  1, 1000",
        "2, 2500, 600000,  1, 2500",
        "2, 0,    600,    20, 600000",
        "2, 0,    1500,   20, 1500",
        "2, 0,    9223372036854775807, 40, 1800000",
        "1, 0,    600,    20, 1000",
        "10,0,    999,     3, 100000"
    })
    void limitsOfTheCloud(int base, long min, long max, int attempt, long expected) {
        assertEquals(
                expected,
                with(0).delay(attempt, Backoff.Limits.ofEnvironment(base, min, max))
                        .toMillis());
    }

    @Test
    void theJitterCoversItsRange() {
        Backoff backoff = new Backoff(new Random(3));
        boolean low = false;
        boolean high = false;
        for (int i = 0; i < 1000; i++) {
            long millis = backoff.delay(3, Backoff.Limits.DEFAULT).toMillis();
            assertTrue(millis >= 4000 && millis <= 6000, "delay " + millis);
            low |= millis < 4200;
            high |= millis > 5800;
        }
        assertTrue(low && high);
    }

    @Test
    void aBlockIsWaitedForOnceAndResetsTheExponent() {
        RetryPlan plan = new RetryPlan(with(0));
        plan.next(NOW);
        plan.next(NOW);
        plan.next(NOW);
        plan.block(NOW, Duration.ofSeconds(30));

        assertEquals(Duration.ofSeconds(30), plan.next(NOW));
        assertEquals(Duration.ZERO, plan.next(after(30)));
        assertEquals(Duration.ofSeconds(1), plan.next(after(30)));
    }

    @Test
    void aLocalCauseDoesNotOverruleABlockOrABan() {
        RetryPlan plan = new RetryPlan(with(0));
        assertEquals(Duration.ZERO, plan.local(NOW));
        plan.block(NOW, Duration.ofSeconds(30));
        assertEquals(Duration.ofSeconds(30), plan.local(NOW));
        plan.banned(true);
        assertEquals(Duration.ofHours(1), plan.local(after(31)));
        assertEquals(Duration.ofMinutes(50), plan.local(after(31 + 600)), "asked again: the same hour");
        assertEquals(Duration.ofHours(1), plan.next(after(3631)));
        assertEquals(Duration.ofSeconds(3590), plan.local(after(3641)));
    }

    @Test
    void theAttemptAfterALocalOneWaits() {
        RetryPlan plan = new RetryPlan(with(0));
        plan.local(NOW);

        assertEquals(Duration.ofSeconds(1), plan.next(NOW));
    }

    @Test
    void aFailedEnvBringsTheDefaultsBack() {
        RetryPlan plan = new RetryPlan(with(0));
        plan.limits(Optional.of(Backoff.Limits.ofEnvironment(10, 0, 600)));
        plan.next(NOW);
        plan.next(NOW);
        assertEquals(Duration.ofSeconds(10), plan.next(NOW));
        plan.limits(Optional.empty());

        assertEquals(Duration.ofSeconds(4), plan.next(NOW));
    }
}
