package io.aclk.features;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The same features for Apache Karaf 4.4: a features repository (schema 1.6.0), and a KAR, which brings the repository and
 * every jar that it names in one file, so that nothing is fetched. What is base in our distribution, Karaf has of its own,
 * or can do without, but for Declarative Services and the package of OSGi conditions, which Karaf 4.4 does not export. These
 * and all libraries come as dependencies, which Karaf installs only while nothing else offers the same, such as its feature
 * {@code scr}, or the Bouncy Castle that its console needs: a newer one would restart that.
 */
final class KarafRepository {

    private static final String SCHEMA = "http://karaf.apache.org/xmlns/features/v1.6.0";
    /** Bundles that are of use only beside a feature of Karaf, which then decides whether they are installed. */
    private static final Map<String, String> CONDITIONS = Map.of("io.aclk.shell", "shell");

    private static final String OWN_GROUP = "io.aclk";

    /** Artifacts of the base that make Declarative Services. */
    private static final Set<String> DECLARATIVE_SERVICES = Set.of(
            "org.osgi.util.function", "org.osgi.util.promise", "org.osgi.service.component", "org.apache.felix.scr");
    /** A framework of OSGi R8 exports it; the list of packages in Karaf's configuration is older. */
    private static final Coordinates CONDITIONS_OF_OSGI =
            Coordinates.parse("org.osgi:org.osgi.service.condition:1.0.0");
    /** With the libraries of the features, after ConfigAdmin and logging. */
    private static final int START_OF_DEPENDENCIES = 20;

    private final String version;
    private final List<FeatureSource> features;
    private final List<Coordinates> dependencies = new ArrayList<>();

    /**
     * A repository.
     *
     * @param version version of the project
     * @param features one Karaf feature each
     * @param base what our distribution starts before its features
     */
    KarafRepository(String version, List<FeatureSource> features, FeatureSource base) {
        this.version = version;
        this.features = List.copyOf(features);
        dependencies.add(CONDITIONS_OF_OSGI);
        base.bundles().stream()
                .map(FeatureSource.Entry::coordinates)
                .filter(bundle -> DECLARATIVE_SERVICES.contains(bundle.artifact()))
                .forEach(dependencies::add);
    }

    /** Writes {@code aclk-features-VERSION.xml} and {@code aclk-VERSION.kar} into a folder. */
    void write(Jars jars, Path folder) throws IOException {
        byte[] xml = xml();
        Files.createDirectories(folder);
        Files.write(folder.resolve("aclk-features-" + version + ".xml"), xml);
        TreeSet<Coordinates> bundles = new TreeSet<>();
        bundles.addAll(dependencies);
        features.forEach(feature -> feature.bundles().forEach(bundle -> bundles.add(bundle.coordinates())));
        try (ReproducibleZip kar = new ReproducibleZip(folder.resolve("aclk-" + version + ".kar"))) {
            // a KAR may install its features at once: which of them to install is the owner's choice
            kar.add(
                    "META-INF/MANIFEST.MF",
                    "Manifest-Version: 1.0\nKaraf-Feature-Start: false\n\n".getBytes(StandardCharsets.UTF_8));
            kar.add(
                    "repository/io/aclk/io.aclk.features/" + version + "/io.aclk.features-" + version + "-features.xml",
                    xml);
            for (Coordinates bundle : bundles) {
                kar.add("repository/" + bundle.path(), Files.readAllBytes(jars.get(bundle)));
            }
        }
    }

    /** The features repository. */
    byte[] xml() throws IOException {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter out = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            out.writeStartDocument("UTF-8", "1.0");
            line(out, 0);
            out.writeStartElement("features");
            out.writeDefaultNamespace(SCHEMA);
            out.writeAttribute("name", "aclk-" + version);
            for (FeatureSource feature : features) {
                write(out, feature);
            }
            line(out, 0);
            out.writeEndElement();
            line(out, 0);
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException e) {
            throw new IOException("the Karaf repository cannot be written: " + e.getMessage(), e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(XMLStreamWriter out, FeatureSource feature) throws XMLStreamException {
        line(out, 1);
        out.writeStartElement("feature");
        out.writeAttribute("name", name(feature));
        out.writeAttribute("version", version);
        out.writeAttribute("description", feature.text("name"));
        element(out, 2, "details", feature.text("description"));
        for (Coordinates bundle : dependencies) {
            bundle(out, 2, bundle, START_OF_DEPENDENCIES, true);
        }
        for (FeatureSource.Entry bundle : feature.bundles()) {
            String condition = CONDITIONS.get(bundle.coordinates().artifact());
            if (condition == null) {
                bundle(out, 2, bundle.coordinates(), bundle.startOrder(), library(bundle.coordinates()));
            } else {
                line(out, 2);
                out.writeStartElement("conditional");
                element(out, 3, "condition", condition);
                bundle(out, 3, bundle.coordinates(), bundle.startOrder(), false);
                line(out, 2);
                out.writeEndElement();
            }
        }
        line(out, 1);
        out.writeEndElement();
    }

    /** {@code aclk}, {@code aclk-agent}, {@code aclk-cloud}: the others' names alone say nothing among Karaf's own. */
    private static String name(FeatureSource feature) {
        return feature.name().equals("aclk") ? "aclk" : "aclk-" + feature.name();
    }

    private static boolean library(Coordinates bundle) {
        return !bundle.group().equals(OWN_GROUP);
    }

    private static void bundle(XMLStreamWriter out, int depth, Coordinates bundle, int startLevel, boolean dependency)
            throws XMLStreamException {
        line(out, depth);
        out.writeStartElement("bundle");
        if (dependency) {
            out.writeAttribute("dependency", "true");
        }
        out.writeAttribute("start-level", Integer.toString(startLevel));
        out.writeCharacters(bundle.url());
        out.writeEndElement();
    }

    private static void element(XMLStreamWriter out, int depth, String name, String text) throws XMLStreamException {
        line(out, depth);
        out.writeStartElement(name);
        out.writeCharacters(text);
        out.writeEndElement();
    }

    private static void line(XMLStreamWriter out, int depth) throws XMLStreamException {
        out.writeCharacters("\n" + "  ".repeat(depth));
    }
}
