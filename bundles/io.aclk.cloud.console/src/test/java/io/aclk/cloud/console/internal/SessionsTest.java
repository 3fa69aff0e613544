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
        String key = sessions.open("ann", "e");
        assertEquals(Optional.of("ann"), user(key));
        sessions.close(key);
        assertEquals(Optional.empty(), user(key));
    }

    @Test
    void keysAreLongAndNeverTheSame() {
        String key = sessions.open("ann", "e");
        assertTrue(key.length() >= 43, "256 bits in base64");
        assertNotEquals(key, sessions.open("ann", "e"));
    }

    @Test
    void useKeepsASessionAliveButNotForEver() {
        String key = sessions.open("ann", "e");
        for (Duration used = Duration.ZERO;
                used.compareTo(Sessions.LIFE.minusHours(11)) < 0;
                used = used.plusHours(11)) {
            assertEquals(Optional.of("ann"), user(key), "after " + used);
            clock.advance(Duration.ofHours(11));
        }
        clock.advance(Duration.ofHours(11));
        assertEquals(Optional.empty(), user(key), "older than its whole life");
    }

    @Test
    void anUnusedSessionEnds() {
        String key = sessions.open("ann", "e");
        clock.advance(Sessions.IDLE.plusSeconds(1));
        assertEquals(Optional.empty(), user(key));
    }

    @Test
    void theLongestUnusedGivesWay() {
        String first = sessions.open("first", "e");
        String second = sessions.open("second", "e");
        for (int i = 2; i < Sessions.MAX; i++) {
            sessions.open("other", "e");
        }
        user(first);
        sessions.open("one more", "e");
        assertEquals(Optional.of("first"), user(first));
        assertEquals(Optional.empty(), user(second));
    }

    private Optional<String> user(String key) {
        return sessions.get(key).map(Sessions.Session::user);
    }
}
