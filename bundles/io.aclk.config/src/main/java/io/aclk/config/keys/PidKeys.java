package io.aclk.config.keys;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Tells the keys that the owner of a PID wrote from those of the framework. */
public final class PidKeys {

    /** Set by {@code io.aclk.runtime} on a configuration that no file of the owner gives. */
    private static final String SHIPPED = "aclk.shipped";

    private PidKeys() {}

    /** Whether a key comes from the framework. Declarative Services adds the target filter of each reference, too. */
    public static boolean ofTheFramework(String key) {
        return key.startsWith(".")
                || key.endsWith(".target")
                || key.startsWith("service.")
                || key.startsWith("component.")
                || key.startsWith("felix.")
                || key.startsWith("osgi.")
                || key.equals(SHIPPED);
    }

    /**
     * A line for people for each key of the owner's that nobody reads, in the order of the alphabet.
     *
     * @param known the keys that there are
     * @param properties the properties of the PID as a component gets them
     */
    public static List<String> unknown(String pid, Collection<String> known, Map<String, ?> properties) {
        return properties.keySet().stream()
                .filter(key -> !known.contains(key) && !ofTheFramework(key))
                .sorted()
                .map(key ->
                        "conf/" + pid + ".cfg: there is no key '" + key + "'; the keys are " + String.join(", ", known))
                .toList();
    }
}
