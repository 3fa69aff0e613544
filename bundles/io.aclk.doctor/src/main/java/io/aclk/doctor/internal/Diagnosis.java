package io.aclk.doctor.internal;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What the doctor says. Immutable.
 *
 * @param at when it was asked
 * @param agent whether the agent runs
 * @param verdict in a word
 * @param summary the verdict in one line for people
 * @param url base URL of the cloud, empty if it is not known
 * @param findings one for each check, in their order
 */
record Diagnosis(Instant at, Agent agent, Verdict verdict, String summary, String url, List<Finding> findings) {

    /** Whether the agent runs. */
    enum Agent {
        RUNNING,
        /** The doctor was asked in a framework of its own. */
        STOPPED;

        /** For programs. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The verdict in a word. */
    enum Verdict {
        /** Nothing is in the way. */
        OK,
        /** A check failed. */
        FAILED,
        /** No check failed, and the owner does not want the link. */
        OFF;

        /** For programs. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Diagnosis {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(agent, "agent");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(url, "url");
        findings = List.copyOf(findings);
    }

    /** Exit code of the command. */
    int exit() {
        return verdict == Verdict.FAILED ? 1 : 0;
    }

    /** What one check found. */
    Finding of(Check check) {
        return findings.get(check.ordinal());
    }
}
