package io.aclk.cloud.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private final TestClock clock = new TestClock();
    private final Sessions sessions = new Sessions(clock);

    @Test
    void aSessionIsValidUntilItIsClosed() {
        String key = sessions.open("ann");
        assertEquals(Optional.of("ann"), sessions.user(key));
        sessions.close(key);
        assertEquals(Optional.empty(), sessions.user(key));
    }

    @Test
    void keysAreLongAndNeverTheSame() {
        String key = sessions.open("ann");
        assertTrue(key.length() >= 43, "256 bits in base64");
        assertNotEquals(key, sessions.open("ann"));
    }

    @Test
    void useKeepsASessionAliveButNotForEver() {
        String key = sessions.open("ann");
        for (Duration used = Duration.ZERO;
                used.compareTo(Sessions.LIFE.minusHours(11)) < 0;
                used = used.plusHours(11)) {
            assertEquals(Optional.of("ann"), sessions.user(key), "after " + used);
            clock.advance(Duration.ofHours(11));
        }
        clock.advance(Duration.ofHours(11));
        assertEquals(Optional.empty(), sessions.user(key), "older than its whole life");
    }

    @Test
    void anUnusedSessionEnds() {
        String key = sessions.open("ann");
        clock.advance(Sessions.IDLE.plusSeconds(1));
        assertEquals(Optional.empty(), sessions.user(key));
    }

    @Test
    void theLongestUnusedGivesWay() {
        String first = sessions.open("first");
        String second = sessions.open("second");
        for (int i = 2; i < Sessions.MAX; i++) {
            sessions.open("other");
        }
        sessions.user(first);
        sessions.open("one more");
        assertEquals(Optional.of("first"), sessions.user(first));
        assertEquals(Optional.empty(), sessions.user(second));
    }
}
