package io.aclk.agent.web.internal;

import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse.Header;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The headers of every answer, in the order of {@code protocol/queries.md} section 2.1, without those that belong to the
 * channel. Thread-safe.
 */
final class StandardHeaders {

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int TRANSACTION_LENGTH = 32;
    private static final int LONGEST_ORIGIN = 255;
    private static final Header CREDENTIALS = new Header("Access-Control-Allow-Credentials", "true");
    private static final Header CACHE_CONTROL = new Header("Cache-Control", "no-cache, no-store, must-revalidate");
    private static final Header PRAGMA = new Header("Pragma", "no-cache");
    private static final Header ANY_ORIGIN = new Header("Access-Control-Allow-Origin", "*");

    /** The headers that change once a second. */
    private record Dated(long second, Header date, Header expires) {}

    private final InstantSource clock;
    private volatile Dated dated = new Dated(-1, null, null);
    private volatile Header server = new Header("Server", "");
    private volatile String serverVersion;

    StandardHeaders(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The headers of an answer.
     *
     * @param version version of the agent
     */
    List<Header> of(ApiRequest request, String version, String contentType) {
        Dated now = dated();
        return List.of(
                server(version),
                origin(request.headers().get("origin")),
                CREDENTIALS,
                now.date(),
                new Header("Content-Type", contentType),
                CACHE_CONTROL,
                PRAGMA,
                now.expires(),
                new Header("X-Transaction-ID", transaction(request.headers().get("x-transaction-id"))));
    }

    private Header server(String version) {
        if (!version.equals(serverVersion)) {
            server = new Header("Server", "Netdata Embedded HTTP Server " + version);
            serverVersion = version;
        }
        return server;
    }

    private Dated dated() {
        long second = clock.millis() / 1000;
        Dated current = dated;
        if (current.second() != second) {
            String text = HTTP_DATE.format(Instant.ofEpochSecond(second));
            current = new Dated(second, new Header("Date", text), new Header("Expires", text));
            dated = current;
        }
        return current;
    }

    /** The origin of the request, if nothing in it could be taken for more than one header. */
    private static Header origin(String origin) {
        if (origin == null || origin.isEmpty() || origin.length() > LONGEST_ORIGIN) {
            return ANY_ORIGIN;
        }
        for (int i = 0; i < origin.length(); i++) {
            if (origin.charAt(i) <= ' ' || origin.charAt(i) >= 0x7f) {
                return ANY_ORIGIN;
            }
        }
        return new Header("Access-Control-Allow-Origin", origin);
    }

    /** The 32 hex digits of the request, with or without the dashes of a UUID, or random ones. */
    private static String transaction(String asked) {
        if (asked != null && asked.length() <= TRANSACTION_LENGTH + 4) {
            String digits = asked.replace("-", "").toLowerCase(Locale.ROOT);
            if (digits.length() == TRANSACTION_LENGTH && isHex(digits)) {
                return digits;
            }
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder digits = new StringBuilder(TRANSACTION_LENGTH);
        for (int word = 0; word < 2; word++) {
            long bits = random.nextLong();
            for (int shift = 60; shift >= 0; shift -= 4) {
                digits.append(Character.forDigit((int) (bits >>> shift & 0xf), 16));
            }
        }
        return digits.toString();
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
                return false;
            }
        }
        return true;
    }
}
