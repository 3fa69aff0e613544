package io.aclk.api.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What is configured, and where each value comes from: for people. Thread-safe. */
@ProviderType
public interface EffectiveConfig {

    /** The settings in force, secrets blanked, in a fixed order. */
    List<Setting> settings();

    /** What is wrong in the files now, each a line that says what, where and what to do. */
    List<String> problems();

    /**
     * What goes before a value given at a claim: another one has no effect on the link.
     *
     * @param key key of the PID {@code io.aclk.link}
     * @return the highest source of those above {@code cloud.d/cloud.conf}; empty if a value given at a claim counts
     */
    Optional<Fixed> aboveClaim(String key);

    /**
     * Reads all sources again now, rather than when their change is noticed (within about a second). Returns at once;
     * what changed is in {@link LinkSettings#PID} soon after.
     */
    void refresh();

    /**
     * The link tried {@link LinkSettings#candidate} beside its connection.
     *
     * @param candidate what it tried
     * @param failure why it does not work, one line; empty if it does, so that it is put in force
     */
    void judged(LinkSettings candidate, Optional<String> failure);

    /**
     * The link is online with these settings, so that they are worth going back to.
     *
     * @param settings those that it connected with
     */
    void connected(LinkSettings settings);

    /**
     * What the owner set at a source above the claim.
     *
     * @param value as written in the settings, secrets blanked
     * @param source where it comes from: file and line, variable, or PID
     */
    record Fixed(String value, String source) {
        /** Checks that nothing is missing. */
        public Fixed {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(source, "source");
        }
    }

    /**
     * One setting.
     *
     * @param key key of the PID {@code io.aclk.link}
     * @param value value in force, secrets blanked
     * @param source where it comes from: file and line, variable, PID, or {@code default}
     * @param overrides the sources that it hides, highest first
     * @param change the change that is under way or was not accepted, if there is one
     */
    record Setting(String key, String value, String source, List<String> overrides, Optional<Change> change) {
        /** Copies the list. */
        public Setting {
            overrides = List.copyOf(overrides);
            Objects.requireNonNull(change, "change");
        }
    }

    /**
     * What becomes of a changed setting.
     *
     * @param kind how far it came
     * @param value the value that is not in force: the new one, or on trial the old one; secrets blanked
     * @param source where that value comes from
     * @param detail one line for people
     */
    record Change(Kind kind, String value, String source, String detail) {

        /** How far a change came. */
        public enum Kind {
            /** The new value is tried beside the connection. */
            CANDIDATE,
            /** The new value is in force; the old one returns if the link does not come online with it. */
            TRIAL,
            /** The new value does not work; the old one stays in force until the source changes. */
            REFUSED
        }

        /** Checks that nothing is missing. */
        public Change {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
