package io.aclk.link.internal;

import java.time.Duration;
import org.slf4j.Logger;

/**
 * Logs why there is no connection: first and every change only, and what may be over in a moment not before it held for a
 * while. Used on the event thread only.
 */
final class ReasonLog {

    /** So long something may be {@link Weight#PASSING} before the log says it. */
    static final Duration HELD = Duration.ofSeconds(5);

    private static final String NOT_CONNECTED = "ACLK: Netdata Cloud, ACLK connection status: {}: {}";

    /** How a reason for having no connection is logged. */
    enum Weight {
        /** What may be over in a moment: once it held for {@link #HELD}. */
        PASSING,
        /** What the owner wanted: at once. */
        WANTED,
        /** What somebody should know: at once, as a warning. */
        DEGRADED
    }

    private final EventLoop loop;
    private final Logger log;
    private String text = "";
    private String reason = "";
    /** Whether {@link #timer} runs or has logged what still holds. */
    private boolean passing;

    private EventLoop.Timer timer = () -> {};

    ReasonLog(EventLoop loop, Logger log) {
        this.loop = loop;
        this.log = log;
    }

    /** There is no connection, for this reason. */
    void offline(String newText, String newReason, Weight weight) {
        boolean repeated = newText.equals(text);
        boolean changed = !repeated || !newReason.equals(reason);
        text = newText;
        reason = newReason;
        if (weight == Weight.PASSING) {
            hold(changed);
            return;
        }
        passed();
        if (weight == Weight.DEGRADED && !repeated) {
            log.warn(NOT_CONNECTED, text, reason);
        } else if (weight == Weight.WANTED && changed) {
            log.info(NOT_CONNECTED, text, reason);
        } else {
            log.debug(NOT_CONNECTED, text, reason);
        }
    }

    private void hold(boolean changed) {
        log.debug(NOT_CONNECTED, text, reason);
        if (changed || !passing) {
            passed();
            passing = true;
            timer = loop.schedule(HELD, () -> log.info(NOT_CONNECTED, text, reason));
        }
    }

    /** Whatever was passing is over. */
    void passed() {
        timer.cancel();
        passing = false;
    }

    /** There is a connection. */
    void online() {
        passed();
        text = "connected";
        reason = "";
        log.info("ACLK: connection successfully established");
        log.info("ACLK: Netdata Cloud, ACLK connection status: {}", text);
    }
}
