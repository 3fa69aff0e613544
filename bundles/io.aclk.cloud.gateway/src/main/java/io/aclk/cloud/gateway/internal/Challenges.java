package io.aclk.cloud.gateway.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Open challenges: fresh random bytes that only the holder of a key can read. Each is valid once, for a minute; a bounded
 * number is open, and the oldest makes room. Thread-safe.
 *
 * <p>They are found by a hash of the answer, so nothing about an open one can be learnt from how long a wrong answer
 * takes, and a stranger who asks for challenges in an agent's name does not invalidate those of the agent.
 */
final class Challenges {

    private static final int BYTES = 64;
    private static final int OPEN = 10_000;
    private static final Duration VALID = Duration.ofSeconds(60);

    private record Open(String claimId, Instant end) {}

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Open> open = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Open> eldest) {
            return size() > OPEN;
        }
    };

    Challenges(Clock clock) {
        this.clock = clock;
    }

    /** Opens one. */
    synchronized byte[] open(String claimId) {
        byte[] text = new byte[BYTES];
        random.nextBytes(text);
        open.put(hash(text), new Open(claimId, clock.instant().plus(VALID)));
        return text;
    }

    /** Whether an answer is right; uses the challenge up. */
    synchronized boolean answer(String claimId, byte[] text) {
        Open found = open.remove(hash(text));
        return found != null
                && found.claimId().equals(claimId)
                && clock.instant().isBefore(found.end());
    }

    private static String hash(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
