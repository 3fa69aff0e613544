package io.aclk.config.internal;

import io.aclk.config.shared.PidProperties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The PID {@code io.aclk.link} of ConfigAdmin, which File Install fills from {@code conf/io.aclk.link.cfg}. */
final class PidDoor implements Door {

    static final String PID = "io.aclk.link";

    private static final List<String> KEYS = Arrays.stream(LinkKey.values())
            .filter(key -> key != LinkKey.CLAIMED_ID)
            .map(LinkKey::key)
            .toList();

    private volatile Map<String, Object> properties;

    PidDoor(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    /** Takes the properties in force from now on. */
    void update(Map<String, Object> changed) {
        properties = Map.copyOf(changed);
    }

    /** Whether ConfigAdmin has such a configuration. */
    boolean present() {
        return properties.containsKey("service.pid");
    }

    @Override
    public Reading read() {
        PidProperties now = PidProperties.of(PID, properties);
        Map<LinkKey, Raw> values = new EnumMap<>(LinkKey.class);
        now.values().forEach((name, value) -> {
            if (KEYS.contains(name)) {
                LinkKey.of(name).ifPresent(key -> values.put(key, new Raw(text(value), name, now.source(name))));
            }
        });
        return new Reading(values, now.unknown(KEYS));
    }

    private static String text(Object value) {
        if (value instanceof Object[] all) {
            return Arrays.stream(all).map(String::valueOf).collect(Collectors.joining(LinkKey.SEPARATOR));
        }
        if (value instanceof Iterable<?> all) {
            List<String> texts = new ArrayList<>();
            all.forEach(each -> texts.add(String.valueOf(each)));
            return String.join(LinkKey.SEPARATOR, texts);
        }
        return String.valueOf(value).strip();
    }
}
