package io.aclk.config.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The PID {@code io.aclk.link} of ConfigAdmin, which File Install fills from {@code conf/io.aclk.link.cfg}. */
final class PidDoor implements Door {

    static final String PID = "io.aclk.link";

    /** Set by File Install: the URL of the file that a configuration comes from. */
    private static final String FILE_NAME = "felix.fileinstall.filename";

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
        Map<String, Object> now = properties;
        Object file = now.get(FILE_NAME);
        String source = file == null ? "PID " + PID : file.toString().replaceFirst("^file:", "");
        Map<LinkKey, Raw> values = new EnumMap<>(LinkKey.class);
        List<String> problems = new ArrayList<>();
        List<String> known = Arrays.stream(LinkKey.values())
                .filter(key -> key != LinkKey.CLAIMED_ID)
                .map(LinkKey::key)
                .toList();
        for (Map.Entry<String, Object> entry : now.entrySet()) {
            String name = entry.getKey();
            Optional<LinkKey> key = known.contains(name) ? LinkKey.of(name) : Optional.empty();
            if (key.isPresent()) {
                values.put(key.get(), new Raw(text(entry.getValue()), name, source));
            } else if (!ofTheFramework(name)) {
                problems.add(Suggestions.unknown(source, name, known));
            }
        }
        return new Reading(values, problems);
    }

    private static boolean ofTheFramework(String name) {
        return name.startsWith(".")
                || name.startsWith("service.")
                || name.startsWith("component.")
                || name.startsWith("felix.")
                || name.startsWith("osgi.");
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
