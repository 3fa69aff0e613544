package io.aclk.config.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Makes one value of each setting out of what the doors say. A mistake never takes a value away: the last good one of
 * the same key at the same door stays in force until the mistake is mended or the key is removed. Used by one thread.
 */
final class Merger {

    private final List<Door> doors;
    private final Door claim;
    private final Path root;
    private final Map<Door, Door.Reading> readings = new HashMap<>();
    private final Map<Door, Map<LinkKey, Value>> good = new HashMap<>();
    private List<Path> files = List.of();

    /**
     * @param doors highest first
     * @param claim the one of them that has what was given at the claim
     * @param root directory that relative paths in values are relative to
     */
    Merger(List<Door> doors, Door claim, Path root) {
        this.doors = List.copyOf(doors);
        this.claim = claim;
        this.root = root;
    }

    /**
     * A value in force.
     *
     * @param text normalized
     * @param source where it comes from
     */
    record Value(String text, String source) {

        private static final String DEFAULT = "default";

        /** The value where no door has one. */
        static Value defaultOf(LinkKey key) {
            return new Value(key.defaultValue(), DEFAULT);
        }

        /** Whether no door has one. */
        boolean isDefault() {
            return source.equals(DEFAULT);
        }

        /** Without the text, which may hold a secret. */
        @Override
        public String toString() {
            return "from " + source;
        }
    }

    /**
     * What is in force.
     *
     * @param values of each setting all values, the one in force first, then those that it hides
     * @param aboveClaim the first of them where its door goes before what was given at the claim
     * @param problems one line for each mistake
     */
    record Merged(Map<LinkKey, List<Value>> values, Map<LinkKey, Value> aboveClaim, List<String> problems) {
        /** The text in force. */
        String text(LinkKey key) {
            return values.get(key).get(0).text();
        }
    }

    /**
     * Reads all doors.
     *
     * @param lastGood what is in force where a door says nothing usable any more, given what it said before
     */
    Merged merge(BiFunction<LinkKey, Value, Value> lastGood) {
        Map<LinkKey, List<Value>> values = new EnumMap<>(LinkKey.class);
        for (LinkKey key : LinkKey.values()) {
            values.put(key, new ArrayList<>());
        }
        Map<LinkKey, Value> aboveClaim = new EnumMap<>(LinkKey.class);
        List<String> problems = new ArrayList<>();
        Set<Path> named = new LinkedHashSet<>();
        for (Door door : doors) {
            if (door == claim) {
                values.forEach(
                        (key, above) -> above.stream().findFirst().ifPresent(value -> aboveClaim.put(key, value)));
            }
            Door.Reading reading = read(door, problems);
            named.addAll(files(reading));
            Map<LinkKey, Value> usable = usable(door, reading, lastGood, problems);
            good.put(door, usable);
            usable.forEach((key, value) -> values.get(key).add(value));
        }
        for (LinkKey key : LinkKey.values()) {
            values.get(key).add(Value.defaultOf(key));
        }
        files = List.copyOf(named);
        return new Merged(values, aboveClaim, List.copyOf(problems));
    }

    /** The files that the values of the last reading name: when one changes, it is time to read again. */
    List<Path> files() {
        return files;
    }

    private List<Path> files(Door.Reading reading) {
        List<Path> named = new ArrayList<>();
        reading.values().forEach((key, raw) -> {
            try {
                named.addAll(key.files(raw.text(), root));
            } catch (IllegalArgumentException e) {
                // told when the value is checked
            }
        });
        return named;
    }

    private Door.Reading read(Door door, List<String> problems) {
        try {
            Door.Reading reading = door.read();
            readings.put(door, reading);
            problems.addAll(reading.problems());
            return reading;
        } catch (IOException e) {
            Door.Reading last = readings.get(door);
            problems.add(e.getMessage() + (last == null ? "; it is ignored" : "; its last good values stay in force"));
            return last == null ? new Door.Reading(Map.of(), List.of()) : last;
        }
    }

    private Map<LinkKey, Value> usable(
            Door door, Door.Reading reading, BiFunction<LinkKey, Value, Value> lastGood, List<String> problems) {
        Map<LinkKey, Value> before = good.getOrDefault(door, Map.of());
        Map<LinkKey, Value> usable = new EnumMap<>(LinkKey.class);
        reading.values().forEach((key, raw) -> {
            if (raw.text().isEmpty() && key != LinkKey.PROXY) {
                // as if it were not there; only an empty proxy means something: none
                return;
            }
            try {
                Value value = new Value(key.normalize(raw.text(), root), source(key, raw));
                usable.put(key, value);
                key.remark(value.text()).ifPresent(remark -> problems.add(mistake(raw, remark)));
            } catch (IllegalArgumentException e) {
                Value last = before.get(key);
                if (last != null) {
                    usable.put(key, lastGood.apply(key, last));
                }
                problems.add(mistake(raw, e.getMessage())
                        + (last == null ? "; it is ignored" : "; the last good value stays in force"));
            }
        });
        return usable;
    }

    private static String mistake(Door.Raw raw, String what) {
        return raw.source() + ": the value of '" + raw.name() + "' " + what;
    }

    /** A value in a file of its own has two places. */
    private String source(LinkKey key, Door.Raw raw) {
        return key == LinkKey.PROXY
                ? raw.source()
                        + key.files(raw.text(), root).stream()
                                .map(file -> ", file " + file)
                                .collect(Collectors.joining())
                : raw.source();
    }
}
