package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.link.internal.ReasonLog.Weight;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** What the log says about a link that is not connected. */
class StatusBoardTest {

    private final ManualLoop loop = new ManualLoop();
    private final List<String> lines = new ArrayList<>();
    private final StatusBoard board = new StatusBoard(loop, loop, new Traffic(), log());

    @Test
    void whatPassesIsNotLogged() {
        board.offline("offline", "no settings yet", Weight.PASSING);
        loop.advance(ReasonLog.HELD.minusMillis(1));
        board.offline("offline", "not claimed yet", Weight.PASSING);
        loop.advance(ReasonLog.HELD.minusMillis(1));
        board.planned(Duration.ofMinutes(1));
        loop.advance(ReasonLog.HELD);

        assertEquals(List.of(), lines);
    }

    @Test
    void whatHoldsIsLoggedOnceAndIsInTheStatusAtOnce() {
        board.offline("offline", "not claimed yet", Weight.PASSING);
        assertEquals("not claimed yet", board.status().reason());

        loop.advance(ReasonLog.HELD.minusMillis(1));
        board.offline("offline", "not claimed yet", Weight.PASSING);
        loop.advance(Duration.ofMillis(1));
        board.offline("offline", "not claimed yet", Weight.PASSING);
        loop.advance(ReasonLog.HELD);

        assertEquals(List.of("info offline not claimed yet"), lines);
    }

    @Test
    void theSameGapAfterAnAttemptIsLoggedAgain() {
        board.offline("offline", "no transport", Weight.PASSING);
        board.planned(Duration.ofMinutes(1));
        board.offline("offline", "no transport", Weight.PASSING);
        loop.advance(ReasonLog.HELD);

        assertEquals(List.of("info offline no transport"), lines);
    }

    @Test
    void theRestIsLoggedAtOnceAndEndsWhatPasses() {
        board.offline("offline", "no settings yet", Weight.PASSING);
        board.offline("disabled", "switched off", Weight.WANTED);
        board.offline("failed", "refused", Weight.DEGRADED);
        board.offline("failed", "refused again", Weight.DEGRADED);
        loop.advance(ReasonLog.HELD);

        assertEquals(List.of("info disabled switched off", "warn failed refused"), lines);
    }

    /** Keeps the lines above DEBUG, each as its level and its two values. */
    private Logger log() {
        return (Logger) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, args) -> {
                    if (!method.getName().equals("debug")) {
                        lines.add(method.getName() + " " + args[1] + " " + args[2]);
                    }
                    return null;
                });
    }
}
