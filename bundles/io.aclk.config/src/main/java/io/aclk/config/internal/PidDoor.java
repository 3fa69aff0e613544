package io.aclk.config.internal;

import io.aclk.config.shared.PidProperties;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

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

    /** What ConfigAdmin has now; nothing if it has no such configuration. */
    static Map<String, Object> stored(ConfigurationAdmin admin) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations("(" + Constants.SERVICE_PID + "=" + PID + ")");
            return found == null ? Map.of() : map(found[0].getProperties());
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The entries of a dictionary, which may be {@code null}. */
    static Map<String, Object> map(Dictionary<String, ?> dictionary) {
        Map<String, Object> map = new HashMap<>();
        if (dictionary != null) {
            Collections.list(dictionary.keys()).forEach(key -> map.put(key, dictionary.get(key)));
        }
        return map;
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
