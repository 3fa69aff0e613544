package io.aclk.config.internal;

import io.aclk.config.shared.CloudUrl;
import io.aclk.config.shared.IniFile;
import io.aclk.config.shared.ProxyValue;
import io.aclk.config.shared.Suggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A section of an INI file. */
final class IniDoor implements Door {

    private static final int MAX_CLAIMED_ID = 4096;

    private static final Check ANYTHING = (text, root) -> "";

    private final List<Path> files;
    private final String section;
    private final boolean alone;
    private final Map<String, LinkKey> keys;
    private final Map<String, Check> others;
    private final Path root;

    /** Finds out what is to be said about a value of somebody else. */
    @FunctionalInterface
    private interface Check {
        /**
         * What can be used but is not what it seems, or an empty text.
         *
         * @throws IllegalArgumentException if it cannot be used; the message completes "the value of key ..."
         */
        String check(String text, Path root);
    }

    /**
     * @param files the first that exists is read
     * @param section its section
     * @param alone whether there is no other section in such a file
     * @param keys names of the keys that concern the link
     * @param others keys that are right but concern somebody else
     * @param root directory that relative names in values are relative to
     */
    private IniDoor(
            List<Path> files,
            String section,
            boolean alone,
            Map<String, LinkKey> keys,
            Map<String, Check> others,
            Path root) {
        this.files = files;
        this.section = section;
        this.alone = alone;
        this.keys = keys;
        this.others = others;
        this.root = root;
    }

    /** The keys of {@code netdata.conf [cloud]} and what they are called in the PID {@code io.aclk.link}. */
    static final Map<String, LinkKey> NETDATA_CONF = Map.of(
            "enabled", LinkKey.ENABLED,
            "cloud base url", LinkKey.URL,
            "proxy", LinkKey.PROXY,
            "query threads", LinkKey.QUERY_THREADS,
            "scope", LinkKey.SCOPE,
            "conversation log", LinkKey.CONVERSATION_LOG);

    /** The keys of {@code cloud.conf [global]}, likewise. */
    static final Map<String, LinkKey> CLOUD_CONF = Map.of(
            "enabled", LinkKey.ENABLED,
            "url", LinkKey.URL,
            "cloud base url", LinkKey.URL,
            "proxy", LinkKey.PROXY,
            "insecure", LinkKey.INSECURE,
            "pin", LinkKey.PIN,
            "claimed_id", LinkKey.CLAIMED_ID);

    /** The keys of {@code claim.conf [global]}: read by {@code io.aclk.claiming}, checked here for those who wrote them. */
    static final Set<String> CLAIM_CONF = claimConf().keySet();

    /** {@code netdata.conf [cloud]}; what a Netdata agent has in other sections is no concern of the link. */
    static IniDoor netdataConf(List<Path> files, Path root) {
        return new IniDoor(files, "cloud", false, NETDATA_CONF, Map.of("conversation log file", ANYTHING), root);
    }

    /** {@code claim.conf [global]}: has no setting of the link, but mistakes to be told. */
    static IniDoor claimConf(List<Path> files, Path root) {
        return new IniDoor(files, "global", true, Map.of(), claimConf(), root);
    }

    private static Map<String, Check> claimConf() {
        return Map.of(
                "token",
                ANYTHING,
                "rooms",
                ANYTHING,
                "url",
                (text, root) -> CloudUrl.remark(CloudUrl.normalize(text)).orElse(""),
                "proxy",
                (text, root) -> {
                    if (ProxyValue.file(text, root).isPresent()) {
                        throw new IllegalArgumentException("may be a reference to a file in the settings of the link"
                                + " only; left out here, the proxy set there counts for the claim too");
                    }
                    ProxyValue.normalize(text);
                    return "";
                },
                "insecure",
                (text, root) -> {
                    IniFile.flag(text);
                    return "";
                });
    }

    /**
     * {@code cloud.d/cloud.conf [global]}: what was given at the claim.
     *
     * @param claimedId file that holds the claim id where {@code cloud.conf} does not
     */
    static Door cloudConf(Path file, Path claimedId, Path root) {
        Map<String, Check> others = Stream.of("token", "rooms", "machine_guid", "hostname")
                .collect(Collectors.toMap(name -> name, name -> ANYTHING));
        IniDoor conf = new IniDoor(List.of(file), "global", true, CLOUD_CONF, others, root);
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
        List<String> problems = new ArrayList<>(sections(file, ini));
        Set<String> known = new TreeSet<>(keys.keySet());
        known.addAll(others.keySet());
        Map<LinkKey, Raw> values = new EnumMap<>(LinkKey.class);
        ini.values().forEach((name, value) -> {
            String source = value.line() == 0 ? file.toString() : file + " line " + value.line();
            LinkKey key = keys.get(name);
            if (key != null) {
                if (!legacy(name) || !values.containsKey(key)) {
                    values.put(key, new Raw(value.text(), name, source));
                }
            } else if (others.containsKey(name)) {
                check(source, name, value.text(), problems);
            } else {
                problems.add(Suggestions.unknown(source, name, known));
            }
        });
        return new Reading(values, problems);
    }

    private void check(String source, String name, String text, List<String> problems) {
        if (text.isEmpty()) {
            return;
        }
        String what;
        try {
            what = others.get(name).check(text, root);
        } catch (IllegalArgumentException e) {
            what = e.getMessage();
        }
        if (!what.isEmpty()) {
            problems.add(source + ": the value of '" + name + "' " + what);
        }
    }

    /** What stands in a section that nobody reads. */
    private List<String> sections(Path file, IniFile ini) {
        List<String> problems = new ArrayList<>();
        ini.sections().forEach((name, line) -> {
            if (name.isEmpty()) {
                problems.add(file + " line " + line + ": this stands in no section and is not read; write [" + section
                        + "] before it");
            } else if (!name.equals(section)
                    && (alone || Suggestions.mistaken(name, List.of(section)).isPresent())) {
                problems.add(file + " line " + line + ": the section [" + name
                        + "] is not read; the one that is read is [" + section + "]");
            }
        });
        return problems;
    }

    /** The name that the oldest agents used for the url: any other name of the same setting wins. */
    private static boolean legacy(String name) {
        return name.equals("cloud base url");
    }
}
