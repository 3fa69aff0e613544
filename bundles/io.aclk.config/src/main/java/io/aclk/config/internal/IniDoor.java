package io.aclk.config.internal;

import io.aclk.config.shared.IniFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A section of an INI file. */
final class IniDoor implements Door {

    private static final int MAX_CLAIMED_ID = 4096;

    private final List<Path> files;
    private final String section;
    private final Map<String, LinkKey> keys;
    private final Set<String> others;

    /**
     * @param files the first that exists is read
     * @param section its section
     * @param keys names of the keys that concern the link
     * @param others keys that are right but concern somebody else
     */
    private IniDoor(List<Path> files, String section, Map<String, LinkKey> keys, Set<String> others) {
        this.files = files;
        this.section = section;
        this.keys = keys;
        this.others = others;
    }

    /** {@code netdata.conf [cloud]}. */
    static IniDoor netdataConf(List<Path> files) {
        return new IniDoor(
                files,
                "cloud",
                Map.of(
                        "enabled", LinkKey.ENABLED,
                        "cloud base url", LinkKey.URL,
                        "proxy", LinkKey.PROXY,
                        "query threads", LinkKey.QUERY_THREADS,
                        "scope", LinkKey.SCOPE,
                        "conversation log", LinkKey.CONVERSATION_LOG),
                Set.of("conversation log file"));
    }

    /**
     * {@code cloud.d/cloud.conf [global]}: what was given at the claim.
     *
     * @param claimedId file that holds the claim id where {@code cloud.conf} does not
     */
    static Door cloudConf(Path file, Path claimedId) {
        IniDoor conf = new IniDoor(
                List.of(file),
                "global",
                Map.of(
                        "url", LinkKey.URL,
                        "cloud base url", LinkKey.URL,
                        "proxy", LinkKey.PROXY,
                        "insecure", LinkKey.INSECURE,
                        "pin", LinkKey.PIN,
                        "claimed_id", LinkKey.CLAIMED_ID),
                Set.of("token", "rooms", "machine_guid", "hostname", "enabled"));
        return () -> withClaimedId(conf.read(), claimedId);
    }

    private static Reading withClaimedId(Reading reading, Path file) throws IOException {
        Raw known = reading.values().get(LinkKey.CLAIMED_ID);
        if ((known != null && !known.text().isEmpty()) || !Files.exists(file)) {
            return reading;
        }
        if (Files.size(file) > MAX_CLAIMED_ID) {
            throw new IOException(file + " cannot be used: it is larger than " + MAX_CLAIMED_ID + " bytes");
        }
        Map<LinkKey, Raw> values = new EnumMap<>(LinkKey.class);
        values.putAll(reading.values());
        values.put(LinkKey.CLAIMED_ID, new Raw(Files.readString(file).strip(), "claimed_id", file.toString()));
        return new Reading(values, reading.problems());
    }

    @Override
    public Reading read() throws IOException {
        for (Path file : files) {
            if (Files.exists(file)) {
                return read(file);
            }
        }
        return new Reading(Map.of(), List.of());
    }

    private Reading read(Path file) throws IOException {
        IniFile ini;
        try {
            ini = IniFile.read(file, section);
        } catch (IOException e) {
            throw new IOException(file + " cannot be used: " + e.getMessage(), e);
        }
        Map<LinkKey, Raw> values = new EnumMap<>(LinkKey.class);
        List<String> problems = new ArrayList<>();
        ini.values().forEach((name, value) -> {
            String source = value.line() == 0 ? file.toString() : file + " line " + value.line();
            LinkKey key = keys.get(name);
            if (key == null) {
                if (!others.contains(name)) {
                    problems.add(Suggestions.unknown(source, name, new TreeSet<>(keys.keySet())));
                }
            } else if (!legacy(name) || !values.containsKey(key)) {
                values.put(key, new Raw(value.text(), name, source));
            }
        });
        return new Reading(values, problems);
    }

    /** The name that the oldest agents used for the url: any other name of the same setting wins. */
    private static boolean legacy(String name) {
        return name.equals("cloud base url");
    }
}
