package io.aclk.agent.web.internal;

import io.aclk.host.api.ContextCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks for words in everything that a context consists of, whatever the case of the letters. Used by one thread. */
final class ContextSearch {

    private final List<String> words = new ArrayList<>();
    private long strings;
    private long characters;

    /**
     * A search.
     *
     * @param text words separated by {@code |} or {@code ,}; one is enough
     */
    ContextSearch(String text) {
        for (String word : text.split("[|,]")) {
            String plain = word.replace("*", "").strip().toLowerCase(Locale.ROOT);
            if (!plain.isEmpty()) {
                words.add(plain);
            }
        }
    }

    /** Adds to {@code matched} the kinds of names in which a word was found. */
    void match(
            ContextCatalog.Context context,
            Set<String> instances,
            Set<String> dimensions,
            Map<String, Set<String>> labels,
            Set<String> matched) {
        note(matched, "id", contains(context.id()));
        note(matched, "title", contains(context.title()));
        note(matched, "units", contains(context.units()));
        note(matched, "families", contains(context.family()));
        note(matched, "instances", containsAny(instances));
        note(matched, "dimensions", containsAny(dimensions));
        note(matched, "labels", containsAny(labels.keySet()));
        for (Set<String> values : labels.values()) {
            note(matched, "labels", containsAny(values));
        }
    }

    private static void note(Set<String> matched, String kind, boolean found) {
        if (found) {
            matched.add(kind);
        }
    }

    private boolean containsAny(Set<String> texts) {
        for (String text : texts) {
            if (contains(text)) {
                return true;
            }
        }
        return false;
    }

    private boolean contains(String text) {
        strings++;
        characters += text.length();
        String lower = text.toLowerCase(Locale.ROOT);
        for (String word : words) {
            if (lower.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** Texts looked at. */
    long strings() {
        return strings;
    }

    /** Their characters. */
    long characters() {
        return characters;
    }
}
