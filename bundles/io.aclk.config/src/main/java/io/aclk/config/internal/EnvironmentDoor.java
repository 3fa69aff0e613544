package io.aclk.config.internal;

import io.aclk.config.shared.Suggestions;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The environment, as it was when the process started: {@code NETDATA_ACLK_} and the name of a key in upper case with
 * underscores, for example {@code NETDATA_ACLK_QUERY_THREADS}. The variables {@code NETDATA_CLAIM_*} are inputs of a claim
 * and not of the link; what they said lies in {@code cloud.conf} after the claim.
 */
final class EnvironmentDoor implements Door {

    private static final String PREFIX = "NETDATA_ACLK_";

    private final Reading reading;

    EnvironmentDoor(Map<String, String> environment) {
        Map<String, LinkKey> variables = new HashMap<>();
        for (LinkKey key : LinkKey.values()) {
            if (key != LinkKey.CLAIMED_ID) {
                variables.put(PREFIX + key.key().replace('.', '_').toUpperCase(Locale.ROOT), key);
            }
        }
        Map<LinkKey, Raw> values = new EnumMap<>(LinkKey.class);
        List<String> problems = environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !variables.containsKey(name))
                .sorted()
                .map(name -> Suggestions.unknown("environment", name, variables.keySet()))
                .toList();
        variables.forEach((name, key) -> {
            String value = environment.get(name);
            if (value != null) {
                values.put(key, new Raw(value.strip(), name, "environment variable " + name));
            }
        });
        reading = new Reading(values, problems);
    }

    @Override
    public Reading read() {
        return reading;
    }
}
