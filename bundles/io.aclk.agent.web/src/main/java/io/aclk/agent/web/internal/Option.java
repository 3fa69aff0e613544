package io.aclk.agent.web.internal;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The words of the parameter {@code options} that change an answer ({@code protocol/queries.md} sections 7 and 8.5). */
enum Option {
    NONZERO("nonzero"),
    FLIP("flip", "reversed", "reverse"),
    JSONWRAP("jsonwrap"),
    MIN2MAX("min2max"),
    AVERAGE("average"),
    MIN("min"),
    MAX("max"),
    MILLISECONDS("ms", "milliseconds"),
    SECONDS("seconds"),
    ABSOLUTE("absolute", "abs", "absolute_sum", "absolute-sum"),
    DISPLAY_ABSOLUTE("display-absolute"),
    NULL2ZERO("null2zero"),
    OBJECT_ROWS("objectrows"),
    PERCENTAGE("percentage"),
    UNALIGNED("unaligned"),
    MATCH_IDS("match-ids"),
    MATCH_NAMES("match-names"),
    SELECTED_TIER("selected-tier"),
    RAW("raw"),
    NATURAL_POINTS("natural-points"),
    VIRTUAL_POINTS("virtual-points"),
    MINIFY("minify"),
    MINIMAL_STATS("minimal-stats", "minimal"),
    LONG_KEYS("long-keys", "long-json-keys"),
    RFC3339("rfc3339"),
    LABEL_QUOTES("label-quotes"),
    FULL("full", "all"),
    INSTANCES("instances", "charts"),
    DIMENSIONS("dimensions", "metrics"),
    LABELS("labels"),
    TITLES("titles"),
    FAMILY("family"),
    UNITS("units"),
    PRIORITIES("priorities"),
    RETENTION("retention"),
    LIVENESS("liveness");

    private static final Map<String, Option> BY_WORD = new HashMap<>();

    static {
        for (Option option : values()) {
            for (String word : option.words) {
                BY_WORD.put(word, option);
            }
        }
    }

    private final String[] words;

    Option(String... words) {
        this.words = words;
    }

    /** The name that is shown in an answer. */
    String word() {
        return words[0];
    }

    /**
     * Reads a list separated by {@code ,}, {@code |} or blanks; unknown words are ignored.
     *
     * @param text the list, or {@code null}
     */
    static Set<Option> parse(String text) {
        Set<Option> options = EnumSet.noneOf(Option.class);
        if (text == null) {
            return options;
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || ",| ".indexOf(text.charAt(i)) >= 0) {
                Option option = BY_WORD.get(text.substring(start, i));
                if (option != null) {
                    options.add(option);
                }
                start = i + 1;
            }
        }
        return options;
    }
}
