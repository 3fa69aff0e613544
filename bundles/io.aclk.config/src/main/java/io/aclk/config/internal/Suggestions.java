package io.aclk.config.internal;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds out what somebody meant who wrote a key that does not exist. */
final class Suggestions {

    private Suggestions() {}

    /** A line about an unknown key. */
    static String unknown(String source, String key, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        String nearest = known.stream()
                .min(Comparator.<String>comparingInt(each -> distance.apply(key, each))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        return source + ": there is no key '" + key + "'; the nearest is '" + nearest + "'";
    }
}
