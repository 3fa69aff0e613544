package io.aclk.export.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** UUIDs of a peer. */
final class Uuids {

    private static final int LENGTH = 36;

    private Uuids() {}

    /** A UUID in its full text form; {@link UUID#fromString} alone takes {@code 1-1-1-1-1}, too. */
    static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equals(text.toLowerCase(Locale.ROOT)) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
