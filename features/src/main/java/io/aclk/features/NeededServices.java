package io.aclk.features;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The services that the components of a bundle cannot do without: the mandatory references of its component descriptions
 * (OSGi Compendium 8, section 112.4). The resolver does not see them, since the bundles do not require them in their
 * manifests: they resolve and wait without.
 */
final class NeededServices {

    private static final String SERVICE_COMPONENT = "Service-Component";

    private NeededServices() {}

    /** Names of the interfaces. */
    static Set<String> of(JarFile jar) throws IOException {
        Set<String> services = new TreeSet<>();
        String header = jar.getManifest().getMainAttributes().getValue(SERVICE_COMPONENT);
        if (header == null) {
            return services;
        }
        for (String path : header.split(",")) {
            ZipEntry description = jar.getEntry(path.strip());
            // none of ours is a pattern
            if (description != null) {
                try (InputStream in = jar.getInputStream(description)) {
                    read(in, services);
                } catch (XMLStreamException e) {
                    throw new IOException(jar.getName() + "!/" + path + " cannot be read: " + e.getMessage(), e);
                }
            }
        }
        return services;
    }

    private static void read(InputStream in, Set<String> services) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XMLStreamReader reader = factory.createXMLStreamReader(in);
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT
                    && reader.getLocalName().equals("reference")) {
                String cardinality = reader.getAttributeValue(null, "cardinality");
                if (cardinality == null || cardinality.startsWith("1")) {
                    services.add(reader.getAttributeValue(null, "interface"));
                }
            }
        }
    }
}
