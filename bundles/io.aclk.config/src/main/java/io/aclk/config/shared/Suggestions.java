package io.aclk.config.shared;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds out what somebody meant who wrote a name that does not exist. */
public final class Suggestions {

    /** Two names that differ in more characters are two names. */
    private static final int TYPING_MISTAKES = 2;

    private Suggestions() {}

    /** A line about an unknown key. */
    public static String unknown(String source, String key, Collection<String> known) {
        return source + ": there is no key '" + key + "'; the nearest is '" + nearest(key, known) + "'";
    }

    /** The one of several names that is most like another, or is it but for a few typing mistakes. */
    public static Optional<String> mistaken(String name, Collection<String> known) {
        String nearest = nearest(name, known);
        boolean near = nearest.equalsIgnoreCase(name)
                || LevenshteinDistance.getDefaultInstance().apply(name, nearest) <= TYPING_MISTAKES;
        return near && !nearest.equals(name) ? Optional.of(nearest) : Optional.empty();
    }

    private static String nearest(String name, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.<String>comparingInt(each -> distance.apply(name, each))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }
}
