package io.aclk.query.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The HTTP request in a payload ({@code protocol/queries.md} section 1), parsed strictly.
 *
 * @param method {@code GET}, {@code PUT}, {@code POST} or {@code DELETE}
 * @param target request target, still percent-encoded
 * @param headers header fields with lower-case names
 * @param body the body
 */
record HttpText(String method, String target, Map<String, String> headers, byte[] body) {

    /** Longest request target, bytes. */
    static final int MAX_TARGET = 65_536;
    /** Most header fields. */
    static final int MAX_HEADERS = 128;
    /** Longest header line, bytes. */
    static final int MAX_LINE = 65_536;

    private static final String[] METHODS = {"GET", "PUT", "POST", "DELETE"};
    private static final byte[] VERSION = " HTTP/1.1".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_LENGTH_DIGITS = 9;

    /** The text is no request of a method that is served; it is not answered. */
    static final class UnsupportedException extends Exception {
        private static final long serialVersionUID = 1L;

        UnsupportedException() {
            super("unsupported method", null, false, false);
        }
    }

    /** The text violates HTTP; it is answered 400. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message, null, false, false);
        }
    }

    /** Parses a payload from a position to its end. */
    static HttpText parse(byte[] payload, int start) throws UnsupportedException, SyntaxException {
        return new Scanner(payload, start).request();
    }

    private static final class Scanner {
        private final byte[] bytes;
        private int position;

        Scanner(byte[] bytes, int start) {
            this.bytes = bytes;
            this.position = start;
        }

        HttpText request() throws UnsupportedException, SyntaxException {
            String method = method();
            for (int i = position; i < bytes.length; i++) {
                if (bytes[i] == 0) {
                    throw new SyntaxException("NUL byte");
                }
            }
            String target = target();
            Map<String, String> headers = headers();
            int rest = bytes.length - position;
            if (method.equals("GET") || method.equals("DELETE")) {
                if (rest != 0) {
                    throw new SyntaxException("text after the empty line");
                }
            } else if (length(headers.get("content-length")) != rest) {
                throw new SyntaxException("Content-Length is missing or wrong");
            }
            return new HttpText(method, target, headers, Arrays.copyOfRange(bytes, position, bytes.length));
        }

        private String method() throws UnsupportedException {
            for (String method : METHODS) {
                if (startsWith(method)) {
                    position += method.length() + 1;
                    return method;
                }
            }
            throw new UnsupportedException();
        }

        /** Method, a blank and a slash. */
        private boolean startsWith(String method) {
            int length = method.length();
            if (bytes.length - position < length + 2) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (bytes[position + i] != method.charAt(i)) {
                    return false;
                }
            }
            return bytes[position + length] == ' ' && bytes[position + length + 1] == '/';
        }

        private String target() throws SyntaxException {
            int end = lineEnd(MAX_TARGET + VERSION.length);
            int targetEnd = end - VERSION.length;
            if (targetEnd <= position || !Arrays.equals(bytes, targetEnd, end, VERSION, 0, VERSION.length)) {
                throw new SyntaxException("not HTTP/1.1");
            }
            for (int i = position; i < targetEnd; i++) {
                if (bytes[i] == ' ') {
                    throw new SyntaxException("blank in the request target");
                }
            }
            String target = new String(bytes, position, targetEnd - position, StandardCharsets.UTF_8);
            position = end + 2;
            return target;
        }

        private Map<String, String> headers() throws SyntaxException {
            Map<String, String> headers = new LinkedHashMap<>();
            for (int count = 0; count <= MAX_HEADERS; count++) {
                int end = lineEnd(MAX_LINE);
                if (end == position) {
                    position += 2;
                    return headers;
                }
                int colon = position;
                while (colon < end && bytes[colon] != ':') {
                    colon++;
                }
                if (colon == position || colon == end) {
                    throw new SyntaxException("header line without a name");
                }
                String name = new String(bytes, position, colon - position, StandardCharsets.UTF_8);
                String value = new String(bytes, colon + 1, end - colon - 1, StandardCharsets.UTF_8);
                headers.put(name.toLowerCase(Locale.ROOT), value.strip());
                position = end + 2;
            }
            throw new SyntaxException("too many header lines");
        }

        /** Position of the CR LF that ends the line at the current position. */
        private int lineEnd(int limit) throws SyntaxException {
            int last = (int) Math.min(bytes.length - 1L, (long) position + limit + 1);
            for (int i = position; i < last; i++) {
                if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                    return i;
                }
            }
            throw new SyntaxException("a line is not terminated or too long");
        }

        /** A decimal number of a few digits, else -1. */
        private static int length(String value) {
            if (value == null || value.isEmpty() || value.length() > MAX_LENGTH_DIGITS) {
                return -1;
            }
            int number = 0;
            for (int i = 0; i < value.length(); i++) {
                char digit = value.charAt(i);
                if (digit < '0' || digit > '9') {
                    return -1;
                }
                number = number * 10 + digit - '0';
            }
            return number;
        }
    }

    /** Whether the asker takes gzip (section 2.1). */
    boolean acceptsGzip() {
        String accepted = headers.get("accept-encoding");
        return accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
    }
}
