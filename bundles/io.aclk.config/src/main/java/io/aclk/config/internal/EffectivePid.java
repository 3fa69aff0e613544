package io.aclk.config.internal;

import io.aclk.api.config.LinkSettings;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Writes the configuration {@link LinkSettings#PID}, and only when something in it is another than before. */
final class EffectivePid {

    private final ConfigurationAdmin admin;

    EffectivePid(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /**
     * Puts values in force.
     *
     * @param values texts and arrays of texts
     * @return the keys whose values are others than before, all of them at the first time
     */
    List<String> write(Map<String, Object> values) throws IOException {
        Configuration configuration = admin.getConfiguration(LinkSettings.PID, "?");
        Map<String, Object> before = values(configuration);
        List<String> changed = new TreeSet<>(union(before, values))
                .stream()
                        .filter(key -> !Objects.deepEquals(before.get(key), values.get(key)))
                        .toList();
        if (!changed.isEmpty()) {
            Dictionary<String, Object> properties = new Hashtable<>();
            values.forEach(properties::put);
            configuration.update(properties);
        }
        return changed;
    }

    /** The values in force; empty if there are none yet. */
    Map<String, Object> read() throws IOException {
        return values(admin.getConfiguration(LinkSettings.PID, "?"));
    }

    private static TreeSet<String> union(Map<String, Object> one, Map<String, Object> other) {
        TreeSet<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        return keys;
    }

    private static Map<String, Object> values(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        Map<String, Object> values = new TreeMap<>();
        if (properties != null) {
            for (String key : Collections.list(properties.keys())) {
                if (!key.startsWith("service.")) {
                    values.put(key, properties.get(key));
                }
            }
        }
        return values;
    }

    /** An array of texts, as metatype wants it. */
    static String[] array(List<String> texts) {
        return Arrays.copyOf(texts.toArray(), texts.size(), String[].class);
    }
}
