package io.aclk.agent.web.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A parsed request target.
 *
 * <p>The whole target is percent-decoded once, before it is split at {@code ?}, {@code &} and {@code =} ({@code
 * protocol/queries.md} section 3), so a value never contains {@code &}. A {@code %} that is not followed by two hex
 * digits stays as it is; control characters become blanks, because nothing that we match or print may contain them.
 *
 * @param path the segments, empty ones left out
 * @param parameters the parameters
 */
record RequestTarget(List<String> path, Parameters parameters) {

    static RequestTarget parse(String target) {
        String decoded = decode(target);
        int query = decoded.indexOf('?');
        String path = query < 0 ? decoded : decoded.substring(0, query);
        Parameters parameters = query < 0 ? Parameters.NONE : Parameters.parse(decoded.substring(query + 1));
        return new RequestTarget(segments(path), parameters);
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(8);
        int start = 0;
        while (start < path.length()) {
            int end = path.indexOf('/', start);
            if (end < 0) {
                end = path.length();
            }
            if (end > start) {
                segments.add(path.substring(start, end));
            }
            start = end + 1;
        }
        return segments;
    }

    private static String decode(String text) {
        if (isPlain(text)) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int c = in[i];
            if (c == '%' && i + 2 < in.length) {
                int high = Character.digit(in[i + 1], 16);
                int low = Character.digit(in[i + 2], 16);
                if (high >= 0 && low >= 0) {
                    c = high << 4 | low;
                    i += 2;
                }
            } else if (c == '+') {
                c = ' ';
            }
            out[length++] = (byte) (c >= 0 && c < ' ' || c == 0x7f ? ' ' : c);
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '+' || c < ' ' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
