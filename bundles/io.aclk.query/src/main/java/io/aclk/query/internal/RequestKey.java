package io.aclk.query.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What two deliveries of one request have in common: the {@code msg-id} and the HTTP text, as a digest of fixed size that
 * tells nothing of them. Another request under an id that was used before is another request.
 *
 * @param hex 32 hexadecimal digits
 */
record RequestKey(String hex) {

    /** Digits of the text form. */
    static final int DIGITS = 32;

    private static final int BYTES = DIGITS / 2;

    /** The key of the request in a payload. */
    static RequestKey of(Envelope envelope, byte[] payload) {
        MessageDigest digest = sha256();
        digest.update(envelope.msgId().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(payload, envelope.httpStart(), payload.length - envelope.httpStart());
        return new RequestKey(HexFormat.of().formatHex(digest.digest(), 0, BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
