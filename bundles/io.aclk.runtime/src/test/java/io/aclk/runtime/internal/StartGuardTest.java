package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartGuardTest {

    private final List<String> ended = new ArrayList<>();
    private final List<String> started = new ArrayList<>();
    private final List<String> warned = new ArrayList<>();
    private long now = 1;
    private final StartGuard guard = new StartGuard(ended::add, () -> started.add("ready"), warned::add, () -> now);

    @Test
    void aRefusalEndsTheStartOnce() {
        guard.accept("port taken");
        guard.accept("another reason");

        assertEquals(List.of("port taken"), ended);
        assertEquals(StartGuard.State.REFUSED, guard.state());
        assertFalse(guard.settling());
    }

    @Test
    void theEndOfTheStartIsToldOnceAndNotAfterARefusal() {
        guard.ready(List.of());
        guard.ready(List.of());
        assertEquals(List.of("ready"), started);

        StartGuard refused = new StartGuard(ended::add, () -> started.add("refused"), warned::add, () -> now);
        refused.accept("port taken");
        refused.ready(List.of());
        assertEquals(List.of("ready"), started);
    }

    @Test
    void aBundleThatOpensItsPortALittleLaterCanStillRefuse() {
        guard.ready(List.of());
        now += StartGuard.GRACE.toNanos() - 1;
        guard.accept("port taken");

        assertEquals(List.of("port taken"), ended);
    }

    @Test
    void aRefusalDuringAChangeOfFeaturesIsForWhoMakesTheChange() {
        List<String> refused = new ArrayList<>();
        guard.ready(List.of());
        guard.updating(refused::add);
        guard.accept("port taken");

        assertEquals(List.of("port taken"), refused);
        assertEquals(List.of(), ended);

        guard.updating(null);
        guard.accept("another reason");
        assertEquals(List.of("another reason"), ended);
    }

    @Test
    void aRefusalAfterTheStartEndsNothing() {
        guard.ready(List.of());
        now += StartGuard.GRACE.toNanos();
        guard.accept("port taken");

        assertEquals(List.of(), ended);
        assertEquals(StartGuard.State.READY, guard.state());
        assertFalse(guard.settling());
    }

    @Test
    void aBundleThatDidNotStartIsShownAndStaysKnown() {
        guard.ready(List.of("this one", "that one"));

        assertEquals(List.of("this one", "that one"), warned);
        assertEquals("this one\nthat one\n", guard.problemLines());
    }

    @Test
    void servicesMayComeALittleAfterTheStart() {
        assertTrue(guard.settling());

        guard.ready(List.of());
        now += StartGuard.SETTLE.toNanos() - 1;
        assertTrue(guard.settling());

        now += 1;
        assertFalse(guard.settling());
    }
}
