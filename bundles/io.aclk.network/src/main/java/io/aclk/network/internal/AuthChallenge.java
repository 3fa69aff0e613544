package io.aclk.network.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One login that a proxy offers, from its {@code Proxy-Authenticate} (RFC 9110 section 11.6.1).
 *
 * @param scheme in lower case, for example {@code digest}
 * @param parameters by lower-case name, unquoted
 */
record AuthChallenge(String scheme, Map<String, String> parameters) {

    AuthChallenge {
        parameters = Map.copyOf(parameters);
    }

    /** A parameter, empty if it is not there. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** All challenges of a field's value, which may hold several. What cannot be understood is left out. */
    static List<AuthChallenge> parse(String field) {
        return new Parser(field).challenges();
    }

    /** Goes over the text once. A token belongs to the challenge before it if a {@code =} and a value follow. */
    private static final class Parser {

        private final String text;
        private int at;
        private final List<AuthChallenge> found = new ArrayList<>();
        private String scheme;
        private Map<String, String> parameters = new HashMap<>();

        private Parser(String text) {
            this.text = text;
        }

        private List<AuthChallenge> challenges() {
            boolean afterComma = true;
            while (at < text.length()) {
                if (text.charAt(at) == ',' || isBlank()) {
                    afterComma |= text.charAt(at) == ',';
                    at++;
                } else {
                    item(afterComma);
                    afterComma = false;
                }
            }
            end();
            return found;
        }

        private void item(boolean afterComma) {
            String token = token();
            skipBlanks();
            if (at < text.length() && text.charAt(at) == '=') {
                while (at < text.length() && text.charAt(at) == '=') {
                    at++; // several are the padding of a token68, which the schemes that we know do not have
                }
                skipBlanks();
                String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
                parameters.putIfAbsent(token.toLowerCase(Locale.ROOT), value);
            } else if (afterComma && !token.isEmpty()) {
                end();
                scheme = token.toLowerCase(Locale.ROOT);
            } else if (token.isEmpty()) {
                at++; // a character that has no place here
            }
        }

        private void end() {
            if (scheme != null) {
                found.add(new AuthChallenge(scheme, parameters));
            }
            scheme = null;
            parameters = new HashMap<>();
        }

        private String token() {
            int start = at;
            while (at < text.length() && !isBlank() && ",=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at++;
            return value.toString();
        }

        private void skipBlanks() {
            while (at < text.length() && isBlank()) {
                at++;
            }
        }

        private boolean isBlank() {
            return text.charAt(at) == ' ' || text.charAt(at) == '\t';
        }
    }
}
