package io.aclk.api.link;

/** Writes compact JSON, as little of it as {@link StatusReport} needs: a contract bundle has no JSON library. */
final class JsonText {

    private final StringBuilder out = new StringBuilder(1024);
    private boolean separate;

    JsonText object() {
        return open('{');
    }

    JsonText endObject() {
        return close('}');
    }

    JsonText array() {
        return open('[');
    }

    JsonText endArray() {
        return close(']');
    }

    JsonText key(String name) {
        separator();
        string(name);
        out.append(':');
        separate = false;
        return this;
    }

    /** A string, or {@code null}. */
    JsonText value(String value) {
        separator();
        if (value == null) {
            out.append("null");
        } else {
            string(value);
        }
        return this;
    }

    JsonText value(boolean value) {
        separator();
        out.append(value);
        return this;
    }

    JsonText value(long value) {
        separator();
        out.append(value);
        return this;
    }

    /** A number, or {@code null}. */
    JsonText number(java.math.BigDecimal value) {
        separator();
        out.append(value == null ? "null" : value.toPlainString());
        return this;
    }

    private JsonText open(char bracket) {
        separator();
        out.append(bracket);
        separate = false;
        return this;
    }

    private JsonText close(char bracket) {
        out.append(bracket);
        separate = true;
        return this;
    }

    private void separator() {
        if (separate) {
            out.append(',');
        }
        separate = true;
    }

    /** RFC 8259 section 7: quotation mark, backslash and control characters are escaped. */
    private void string(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
