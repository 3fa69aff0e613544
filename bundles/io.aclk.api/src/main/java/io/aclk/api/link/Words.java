package io.aclk.api.link;

import java.time.Duration;
import java.util.Locale;

/** Durations and sizes in words, for somebody who is tired. */
final class Words {

    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB"};
    private static final int KILO = 1000;

    private Words() {}

    /** The two largest units: {@code 2 days 4 hours}, {@code 1 minute}, {@code 0 seconds}. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long[] amounts = {seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60};
        String[] names = {"day", "hour", "minute", "second"};
        int first = 0;
        while (first < names.length - 1 && amounts[first] == 0) {
            first++;
        }
        String words = amount(amounts[first], names[first]);
        boolean more = first < names.length - 1 && amounts[first + 1] > 0;
        return more ? words + " " + amount(amounts[first + 1], names[first + 1]) : words;
    }

    private static String amount(long amount, String name) {
        return amount + " " + name + (amount == 1 ? "" : "s");
    }

    /** {@code 999 B}, {@code 1.0 kB}, {@code 12.3 MB}. */
    static String bytes(long bytes) {
        if (bytes < KILO) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        // what would be shown as 1000.0 is one of the next unit
        while (amount >= KILO - 0.05 && unit < UNITS.length - 1) {
            amount /= KILO;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    /** One line: its line breaks are semicolons, and nothing is left that could change what a terminal shows. */
    static String line(String text) {
        String joined = text.strip().replaceAll("\\R", "; ");
        StringBuilder out = new StringBuilder(joined.length());
        joined.chars().forEach(c -> out.append(Character.isISOControl(c) ? '?' : (char) c));
        return out.toString();
    }
}
