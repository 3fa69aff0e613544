package io.aclk.host.api;

import java.util.Objects;

/**
 * One capability as it is announced to a cloud ({@code protocol/messages.md} section 2.2).
 *
 * @param name wire name, for example {@code ctx}
 * @param version at least 0; 0 is the same as not having it
 * @param enabled false: present but switched off
 */
public record Capability(String name, int version, boolean enabled) {

    /** Checks the ranges. */
    public Capability {
        Objects.requireNonNull(name, "name");
        if (version < 0) {
            throw new IllegalArgumentException("version of capability " + name + " is negative: " + version);
        }
    }

    /** A capability that is present and switched on. */
    public static Capability of(String name, int version) {
        return new Capability(name, version, true);
    }
}
