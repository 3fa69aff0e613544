package io.aclk.cloud.gateway.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** UUIDs from the network. ({@link UUID#fromString} also takes texts that are none.) */
final class Uuids {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Uuids() {}

    /** The UUID in a text with hyphens, in upper or lower case. */
    static Optional<UUID> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return UUID_TEXT.matcher(lower).matches() ? Optional.of(UUID.fromString(lower)) : Optional.empty();
    }
}
