package io.aclk.network.internal;

/** Texts of a peer, for people. */
final class Printable {

    private static final int MAX_LENGTH = 200;

    private Printable() {}

    /** Without control characters, which could forge log lines, and cut to a length. */
    static String text(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
        return cut.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]", "?");
    }
}
