package io.aclk.doctor.internal;

import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.link.ProbeException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a probe went. Immutable.
 *
 * @param steps the stages that were entered
 * @param tried the addresses that were tried
 * @param clockAhead how far the clock of this machine is ahead of that of the server, negative if it is behind; empty
 *     if the server did not say
 * @param end how it ended
 * @param failure why it failed
 */
record Story(
        Map<Stage, Step> steps,
        List<Tried> tried,
        Optional<Duration> clockAhead,
        End end,
        Optional<ProbeException> failure) {

    /** How a probe ended. */
    enum End {
        /** It went all the way. */
        DONE,
        /** A stage failed. */
        FAILED,
        /** A stage did not end in time. */
        TOO_SLOW,
        /** It was not to go further. */
        FAR_ENOUGH
    }

    /**
     * One stage.
     *
     * @param subject what it is about
     * @param detail what came out; empty if it was not passed
     * @param took how long it took, or lasted until the end
     */
    record Step(String subject, Optional<String> detail, Duration took) {}

    /**
     * An address.
     *
     * @param address which
     * @param failure why it could not be reached; empty if it was
     */
    record Tried(InetSocketAddress address, Optional<String> failure) {}

    Story {
        steps = Map.copyOf(steps);
        tried = List.copyOf(tried);
    }

    /** What a stage is about, or something else if it was not entered. */
    String subject(Stage stage, String otherwise) {
        Step step = steps.get(stage);
        return step == null || step.subject().isEmpty() ? otherwise : step.subject();
    }

    boolean passed(Stage stage) {
        Step step = steps.get(stage);
        return step != null && step.detail().isPresent();
    }
}
