package io.aclk.cloud.broker.internal;

import java.util.Objects;

/**
 * An MQTT topic filter (MQTT 5, section 4.7): levels between slashes, {@code +} for one level, a last {@code #} for all
 * that follow, the level above included. Immutable.
 */
final class TopicFilter {

    private final String text;
    private final String[] levels;

    private TopicFilter(String text) {
        this.text = text;
        this.levels = levelsOf(text);
    }

    /**
     * Parses a filter.
     *
     * @throws IllegalArgumentException if wildcards are not alone in their level, or {@code #} is not the last one
     */
    static TopicFilter of(String text) {
        Objects.requireNonNull(text, "text");
        TopicFilter filter = new TopicFilter(text);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty topic filter");
        }
        for (int i = 0; i < filter.levels.length; i++) {
            String level = filter.levels[i];
            boolean wildcard = level.indexOf('+') >= 0 || level.indexOf('#') >= 0;
            if (wildcard && level.length() > 1 || level.equals("#") && i < filter.levels.length - 1) {
                throw new IllegalArgumentException("not a topic filter: " + text);
            }
        }
        return filter;
    }

    /** Whether a topic matches. A topic with wildcards in it is none and matches nothing. */
    boolean matches(String topic) {
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            return false;
        }
        return covers(levelsOf(topic));
    }

    /** Whether every topic that {@code other} matches is matched by this filter as well. */
    boolean covers(TopicFilter other) {
        return covers(other.levels);
    }

    private boolean covers(String[] other) {
        // MQTT-4.7.2-1: a wildcard in the first level does not match topics that begin with $
        if (other[0].startsWith("$") && !levels[0].equals(other[0])) {
            return false;
        }
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].equals("#")) {
                return true;
            }
            if (i == other.length) {
                return false; // "a/#" matches "a" too: that "#" was met above
            }
            boolean oneLevel = levels[i].equals("+") && !other[i].equals("#");
            if (!oneLevel && !levels[i].equals(other[i])) {
                return false;
            }
        }
        return other.length == levels.length;
    }

    private static String[] levelsOf(String text) {
        return text.split("/", -1);
    }

    @Override
    public String toString() {
        return text;
    }
}
