package io.aclk.agent.web.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of names separated by {@code |} or {@code ,} with {@code *} wildcards and {@code !} negation; the first item
 * that fits decides ({@code protocol/queries.md} section 7). Immutable.
 */
final class SimplePattern {

    /** Matches everything: the parameter was not given, or it is {@code *}. */
    static final SimplePattern ALL = new SimplePattern(List.of());

    private record Item(boolean negated, String glob, boolean wild) {
        boolean fits(String text) {
            return wild ? matchesGlob(glob, text) : glob.equals(text);
        }
    }

    private final List<Item> items;

    private SimplePattern(List<Item> items) {
        this.items = items;
    }

    /**
     * Parses a list.
     *
     * @param text the list, or {@code null}
     */
    static SimplePattern of(String text) {
        if (text == null || text.equals("*")) {
            return ALL;
        }
        List<Item> items = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '|' || text.charAt(i) == ',') {
                String item = text.substring(start, i).strip();
                start = i + 1;
                boolean negated = item.startsWith("!");
                if (negated) {
                    item = item.substring(1);
                }
                if (!item.isEmpty()) {
                    items.add(new Item(negated, item, item.indexOf('*') >= 0));
                }
            }
        }
        return items.isEmpty() ? ALL : new SimplePattern(items);
    }

    boolean isAll() {
        return this == ALL;
    }

    boolean matches(String text) {
        if (this == ALL) {
            return true;
        }
        for (Item item : items) {
            if (item.fits(text)) {
                return !item.negated();
            }
        }
        return false;
    }

    /** Whether something that has two names is meant. */
    boolean matches(String name, String otherName) {
        if (this == ALL) {
            return true;
        }
        for (Item item : items) {
            if (item.fits(name) || item.fits(otherName)) {
                return !item.negated();
            }
        }
        return false;
    }

    /** Whether something that has any of these names is meant. */
    boolean matchesAny(Iterable<String> names) {
        if (this == ALL) {
            return true;
        }
        for (Item item : items) {
            for (String name : names) {
                if (item.fits(name)) {
                    return !item.negated();
                }
            }
        }
        return false;
    }

    /** Greedy matching with one point to return to: linear in practice, never exponential. */
    private static boolean matchesGlob(String glob, String text) {
        int g = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resume = t;
            } else if (g < glob.length() && glob.charAt(g) == text.charAt(t)) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
