package io.aclk.agent.web.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a request, already decoded. Empty values are dropped; of a repeated parameter the last one counts,
 * except where {@link #all} is asked ({@code protocol/queries.md} section 3). Immutable.
 */
final class Parameters {

    static final Parameters NONE = new Parameters(List.of(), List.of());

    /** Larger numbers are cut to this, far outside of every range of use, so that sums never overflow. */
    private static final long LARGEST = 1_000_000_000_000L;

    private final List<String> names;
    private final List<String> values;

    private Parameters(List<String> names, List<String> values) {
        this.names = names;
        this.values = values;
    }

    static Parameters parse(String query) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        int start = 0;
        while (start < query.length()) {
            int end = query.indexOf('&', start);
            if (end < 0) {
                end = query.length();
            }
            int equals = query.indexOf('=', start);
            if (equals > start && equals + 1 < end) {
                names.add(query.substring(start, equals));
                values.add(query.substring(equals + 1, end));
            }
            start = end + 1;
        }
        return new Parameters(names, values);
    }

    /** The last value of any of the names, or {@code null}. */
    String text(String... aliases) {
        for (int i = names.size() - 1; i >= 0; i--) {
            if (isOneOf(names.get(i), aliases)) {
                return values.get(i);
            }
        }
        return null;
    }

    String textOr(String defaultValue, String... aliases) {
        String value = text(aliases);
        return value == null ? defaultValue : value;
    }

    /** All values of all of the names, in their order, as one list for {@link SimplePattern}; {@code null} if none. */
    String all(String... aliases) {
        StringBuilder joined = null;
        for (int i = 0; i < names.size(); i++) {
            if (isOneOf(names.get(i), aliases)) {
                joined = joined == null ? new StringBuilder() : joined.append('|');
                joined.append(values.get(i));
            }
        }
        return joined == null ? null : joined.toString();
    }

    /**
     * A whole number: what follows the leading digits is ignored, and too large ones are cut.
     *
     * @return the default if the parameter is absent or does not begin with a number
     */
    long number(long defaultValue, String... aliases) {
        String text = text(aliases);
        if (text == null) {
            return defaultValue;
        }
        int i = 0;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        boolean negative = i < text.length() && text.charAt(i) == '-';
        if (negative) {
            i++;
        }
        int first = i;
        long value = 0;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            value = Math.min(LARGEST, value * 10 + text.charAt(i) - '0');
            i++;
        }
        if (i == first) {
            return defaultValue;
        }
        return negative ? -value : value;
    }

    /** A pattern; matches everything if the parameter is absent. */
    SimplePattern pattern(String... aliases) {
        return SimplePattern.of(text(aliases));
    }

    private static boolean isOneOf(String name, String[] aliases) {
        for (String alias : aliases) {
            if (alias.equals(name)) {
                return true;
            }
        }
        return false;
    }
}
