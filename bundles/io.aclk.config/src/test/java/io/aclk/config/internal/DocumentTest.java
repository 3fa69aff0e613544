package io.aclk.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} and the shipped files say what the code does. */
class DocumentTest {

    private static final Path ROOT = Path.of("../..");
    private static final Pattern OWN_KEY = Pattern.compile("\\| `([a-z.]+)` \\| [^|]+ \\| (?:`([^`]*)`)? ?\\|.*");
    private static final Pattern FOREIGN_KEY =
            Pattern.compile("\\| `([a-z]+\\.conf) \\[[a-z]+]` \\| `([a-z_ ]+)` \\| `([a-z.]+)`.*");

    @Test
    void keysAndDefaultsOfTheLink() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        List<String> lines = document();
        int begin = lines.indexOf("## The link: `io.aclk.link`");
        assertTrue(begin > 0, "the section of the link");
        for (String line : lines.subList(begin + 1, lines.size())) {
            if (line.startsWith("## ")) {
                break;
            }
            Matcher row = OWN_KEY.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2) == null ? "" : row.group(2));
            }
        }
        assertEquals(ownKeys().collect(Collectors.toMap(LinkKey::key, LinkKey::defaultValue)), documented);
    }

    @Test
    void keysOfTheMetatype() {
        Map<String, String> described = new TreeMap<>();
        for (var method : LinkConfig.class.getDeclaredMethods()) {
            described.put(
                    method.getName().replace('_', '.'), method.getDefaultValue().toString());
        }
        assertEquals(
                new TreeMap<>(ownKeys().collect(Collectors.toMap(LinkKey::key, LinkKey::defaultValue))), described);
    }

    @Test
    void namesThatNetdataGives() throws IOException {
        Map<String, Map<String, String>> documented = new TreeMap<>();
        for (String line : document()) {
            Matcher row = FOREIGN_KEY.matcher(line);
            if (row.matches()) {
                documented
                        .computeIfAbsent(row.group(1), file -> new TreeMap<>())
                        .put(row.group(2), row.group(3));
            }
        }
        assertEquals(names(IniDoor.NETDATA_CONF), documented.get("netdata.conf"));
        assertEquals(names(IniDoor.CLOUD_CONF), documented.get("cloud.conf"));
        assertEquals(
                new TreeSet<>(IniDoor.CLAIM_CONF), documented.get("claim.conf").keySet());
    }

    @Test
    void shippedFilesAreCommentsAndComplete() throws IOException {
        assertEquals(
                ownKeys().collect(Collectors.toMap(LinkKey::key, LinkKey::defaultValue)),
                commented("io.aclk.link.cfg"));
        Map<String, String> netdata = commented("netdata.conf");
        assertEquals(IniDoor.NETDATA_CONF.keySet(), netdata.keySet());
        IniDoor.NETDATA_CONF.forEach((name, key) -> assertEquals(
                key.defaultValue(), key.normalize(netdata.get(name), ROOT.toAbsolutePath()), "default of " + name));
        assertEquals(IniDoor.CLAIM_CONF, commented("claim.conf").keySet());
    }

    private static Stream<LinkKey> ownKeys() {
        return Arrays.stream(LinkKey.values()).filter(key -> key != LinkKey.CLAIMED_ID);
    }

    private static Map<String, String> names(Map<String, LinkKey> keys) {
        Map<String, String> names = new TreeMap<>();
        keys.forEach((name, key) -> names.put(name, key.key()));
        return names;
    }

    private static List<String> document() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/configuration.md"));
    }

    /** The keys that a shipped file has behind the sign of a comment, with their values; nothing in it may be in force. */
    private static Map<String, String> commented(String file) throws IOException {
        Map<String, String> keys = new TreeMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("config").resolve(file))) {
            String text = line.strip();
            assertTrue(text.isEmpty() || text.startsWith("#") || text.startsWith("["), file + ": " + line);
            Matcher key = Pattern.compile("#\\s?([a-z][a-z._ ]*?)\\s*=\\s*(.*)").matcher(text);
            if (key.matches()) {
                keys.put(key.group(1), key.group(2));
            }
        }
        return keys;
    }
}
