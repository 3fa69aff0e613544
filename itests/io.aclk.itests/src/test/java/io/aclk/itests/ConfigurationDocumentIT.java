package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code docs/configuration.md} and the shipped {@code .cfg} files say what Metatype says of the built bundles. */
class ConfigurationDocumentIT {

    private static final Path DISTRIBUTION = Path.of(System.getProperty("aclk.distribution"));
    private static final Path DOCUMENT = DISTRIBUTION.resolve("../../../docs/configuration.md");
    private static final Pattern SECTION = Pattern.compile("## .*: `([a-z.]+)`");
    private static final Pattern KEY = Pattern.compile("\\| `([a-z.]+)` \\| [^|]+ \\| (?:`([^`]*)`)? ?\\|.*");
    private static final Pattern COMMENTED = Pattern.compile("#([a-z][a-z.]*) =\\s*(.*)");

    /** PID to key to default. */
    private final Map<String, Map<String, String>> described = new TreeMap<>();

    @Test
    void everyKeyOfEveryPidIsDocumentedWithItsDefault() throws Exception {
        readMetatype();
        assertTrue(described.containsKey("io.aclk.cloud"), described::toString);
        assertEquals(described, documented());
    }

    @Test
    void everyKeyOfEveryPidIsInItsShippedFileAsAComment() throws Exception {
        readMetatype();
        for (Map.Entry<String, Map<String, String>> pid : described.entrySet()) {
            Map<String, String> shipped = new TreeMap<>();
            for (String line : Files.readAllLines(DISTRIBUTION.resolve("conf/" + pid.getKey() + ".cfg"))) {
                assertTrue(line.isBlank() || line.startsWith("#"), pid.getKey() + ": " + line);
                Matcher key = COMMENTED.matcher(line);
                if (key.matches()) {
                    shipped.put(key.group(1), key.group(2));
                }
            }
            assertEquals(pid.getValue(), shipped, pid.getKey());
        }
    }

    private static Map<String, Map<String, String>> documented() throws IOException {
        Map<String, Map<String, String>> documented = new TreeMap<>();
        Map<String, String> section = new HashMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher heading = SECTION.matcher(line);
            Matcher key = KEY.matcher(line);
            if (heading.matches()) {
                section = documented.computeIfAbsent(heading.group(1), pid -> new TreeMap<>());
            } else if (line.startsWith("## ")) {
                section = new HashMap<>();
            } else if (key.matches()) {
                section.put(key.group(1), key.group(2) == null ? "" : key.group(2));
            }
        }
        return documented;
    }

    private void readMetatype() throws Exception {
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(DISTRIBUTION.resolve("bundles"), "io.aclk.*.jar")) {
            for (Path file : jars) {
                try (JarFile jar = new JarFile(file.toFile())) {
                    List<ZipEntry> entries = jar.stream()
                            .<ZipEntry>map(entry -> entry)
                            .filter(entry -> entry.getName().matches("OSGI-INF/metatype/.*\\.xml"))
                            .toList();
                    for (ZipEntry entry : entries) {
                        try (InputStream xml = jar.getInputStream(entry)) {
                            read(parser.parse(xml));
                        }
                    }
                }
            }
        }
    }

    private void read(Document metatype) {
        Map<String, Map<String, String>> classes = new HashMap<>();
        for (Element definition : elements(metatype.getElementsByTagName("OCD"))) {
            Map<String, String> keys = new TreeMap<>();
            for (Element attribute : elements(definition.getElementsByTagName("AD"))) {
                keys.put(attribute.getAttribute("id"), attribute.getAttribute("default"));
            }
            classes.put(definition.getAttribute("id"), keys);
        }
        for (Element designate : elements(metatype.getElementsByTagName("Designate"))) {
            for (Element object : elements(designate.getElementsByTagName("Object"))) {
                described
                        .computeIfAbsent(designate.getAttribute("pid"), pid -> new TreeMap<>())
                        .putAll(classes.get(object.getAttribute("ocdref")));
            }
        }
    }

    private static List<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .map(Element.class::cast)
                .toList();
    }
}
