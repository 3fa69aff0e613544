package io.aclk.doctor.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Blanks secrets in texts that leave the machine: those that are known, wherever they stand and also as Base64, and what
 * looks like one. Nothing of it is stored. Immutable.
 */
final class Scrubber {

    static final String BLANK = "***";

    /** Shorter ones would blank words that mean nothing. */
    private static final int MIN_LENGTH = 4;

    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)", Pattern.DOTALL);
    /** From the scheme to the last {@code @} of the word. */
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^\\s/]*@");

    private static final Pattern AUTHORIZATION =
            Pattern.compile("(?i)(authorization[\"']?\\s*[:=]\\s*[\"']?(?:basic|bearer|digest)\\s+)[^\\r\\n\"']+");

    /** In the middle of a text: the parameters of an address, a nested object. */
    private static final Pattern ASSIGNED =
            Pattern.compile("(?i)((?:token|password|passwd|secret)[\"']?[ \\t]*[=:][ \\t]*[\"']?)[^\\s&;,\"'\\\\}]+");

    private final List<String> secrets;

    /** Knows these secrets; those that are too short to be one are passed over. */
    Scrubber(Collection<String> known) {
        Set<String> all = new LinkedHashSet<>();
        for (String secret : known) {
            if (secret.length() >= MIN_LENGTH) {
                all.add(secret);
                all.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
            }
        }
        // the longest first, since one may hold another
        secrets = all.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The secrets of a proxy URL: user, password, and both together; nothing for other texts. */
    static Stream<String> credentials(String url) {
        Matcher matcher = CREDENTIALS.matcher(url);
        if (!matcher.find()) {
            return Stream.empty();
        }
        String both = matcher.group().substring(0, matcher.group().length() - 1);
        int colon = both.indexOf(':');
        return colon < 0 ? Stream.of(both) : Stream.of(both, both.substring(0, colon), both.substring(colon + 1));
    }

    /** The text without secrets. */
    String scrub(String text) {
        String scrubbed = PEM.matcher(text).replaceAll(BLANK);
        scrubbed = CREDENTIALS.matcher(scrubbed).replaceAll(BLANK + "@");
        scrubbed = AUTHORIZATION.matcher(scrubbed).replaceAll("$1" + BLANK);
        scrubbed = ASSIGNED.matcher(scrubbed).replaceAll("$1" + BLANK);
        for (String secret : secrets) {
            scrubbed = scrubbed.replace(secret, BLANK);
        }
        return scrubbed;
    }
}
