package io.aclk.config.shared;

import java.util.Locale;

/** Claim ids: UUIDs in any spelling, kept in lower case with hyphens ({@code protocol/claiming.md} section 4). */
public final class ClaimedId {

    private ClaimedId() {}

    /**
     * The one spelling; empty stays empty.
     *
     * @throws IllegalArgumentException if it is none; the message completes "the value of key ..."
     */
    public static String normalize(String text) {
        String digits = text.replace("-", "").toLowerCase(Locale.ROOT);
        if (digits.isEmpty()) {
            return "";
        }
        if (!digits.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("is not a valid UUID");
        }
        return digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }
}
