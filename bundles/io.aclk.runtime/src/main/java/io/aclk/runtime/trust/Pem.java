package io.aclk.runtime.trust;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The textual encoding of keys (RFC 7468). */
final class Pem {

    /** Label of a key in the form of RFC 5280, section 4.1.2.7. */
    static final String PUBLIC_KEY = "PUBLIC KEY";

    /** Label of a key in the form of RFC 5958, not encrypted. */
    static final String PRIVATE_KEY = "PRIVATE KEY";

    private static final int LINE = 64;

    private Pem() {}

    /** The text of a block, with its last line break. */
    static String encode(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** The content of the first block with a label; empty if there is none that is whole. */
    static Optional<byte[]> decode(String label, String text) {
        Matcher block = Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*)-----END " + label + "-----")
                .matcher(text);
        if (!block.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(block.group(1).replaceAll("\\s", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
