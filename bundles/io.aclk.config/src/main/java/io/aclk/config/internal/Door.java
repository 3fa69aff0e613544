package io.aclk.config.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One place where settings come from ({@code docs/design.md} section 6). */
interface Door {

    /**
     * What a door says now.
     *
     * @param values texts as written by the owner
     * @param problems mistakes that are not those of a value, one line each
     */
    record Reading(Map<LinkKey, Raw> values, List<String> problems) {
        public Reading {
            values = Map.copyOf(values);
            problems = List.copyOf(problems);
        }
    }

    /**
     * A value as written.
     *
     * @param text stripped
     * @param name how the key is called at this door
     * @param source file and line, variable, or PID
     */
    record Raw(String text, String name, String source) {
        /** Without the text, which may hold a secret. */
        @Override
        public String toString() {
            return name + " of " + source;
        }
    }

    /**
     * Reads it.
     *
     * @throws IOException if it cannot be read; the text says what and why; the last reading then stays in force
     */
    Reading read() throws IOException;
}
