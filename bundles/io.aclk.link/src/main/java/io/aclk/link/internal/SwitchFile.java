package io.aclk.link.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The persistent switch of the link, {@code data/link.switch}: {@code {"on":false,"who":"root","when":"2026-01-01T12:00:00Z"}}.
 * No file means on. Used on the event thread only.
 */
final class SwitchFile {

    private static final int MAX_WHO = 100;

    private final StateFile file;

    SwitchFile(Path file) {
        this.file = new StateFile(file);
    }

    /**
     * Who switched the link off and when; empty if it is on. A file that cannot be understood means off: the owner
     * wanted something, and a link that stays closed does no harm.
     */
    Optional<String> load() {
        try {
            Map<String, Object> members = file.read().orElse(Map.of("on", true));
            return Boolean.TRUE.equals(members.get("on"))
                    ? Optional.empty()
                    : Optional.of(text(members.get("who")) + " at " + text(members.get("when")));
        } catch (IOException e) {
            return Optional.of("somebody (" + file + " cannot be read)");
        }
    }

    /**
     * Stores the switch. Durable when the call returns. Who switches off what is off already changes nothing: it stays
     * known who did it first, and when.
     *
     * @return as {@link #load()}
     */
    Optional<String> store(boolean on, String who, Instant when) throws IOException {
        if (!on && off()) {
            return load();
        }
        file.write(json -> {
            json.writeBooleanField("on", on);
            json.writeStringField("who", Texts.printable(who, MAX_WHO));
            json.writeStringField("when", when.toString());
        });
        return load();
    }

    /** Whether the file says so, rather than being no file of ours. */
    private boolean off() {
        try {
            return file.read()
                    .filter(members -> Boolean.FALSE.equals(members.get("on")))
                    .isPresent();
        } catch (IOException e) {
            // what it says cannot be kept: it is written anew
            return false;
        }
    }

    private static String text(Object value) {
        return value instanceof String text ? Texts.printable(text, MAX_WHO) : "somebody";
    }
}
