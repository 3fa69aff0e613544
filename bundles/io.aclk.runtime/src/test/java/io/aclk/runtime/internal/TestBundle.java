package io.aclk.runtime.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.Constants;

/**
 * A small bundle, built reproducibly: of equal values comes an equal jar.
 *
 * @param name symbolic name and artifact id
 * @param version version
 * @param level start order
 * @param headers further headers
 * @param activator what it does when it starts, or {@code null}
 */
record TestBundle(
        String name,
        String version,
        int level,
        Map<String, String> headers,
        Class<? extends BundleActivator> activator) {

    /** A bundle that does nothing. */
    static TestBundle of(String name, String version) {
        return new TestBundle(name, version, 50, Map.of(), null);
    }

    TestBundle at(int startOrder) {
        return new TestBundle(name, version, startOrder, headers, activator);
    }

    TestBundle with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new TestBundle(name, version, level, more, activator);
    }

    TestBundle doing(Class<? extends BundleActivator> type) {
        return new TestBundle(name, version, level, headers, type);
    }

    /** Writes its jar into a folder. */
    Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name + "-" + version + ".jar");
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        attributes.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        attributes.putValue(Constants.BUNDLE_VERSION, version);
        headers.forEach(attributes::putValue);
        if (activator != null) {
            attributes.putValue(Constants.BUNDLE_ACTIVATOR, activator.getName());
            attributes.putValue(Constants.DYNAMICIMPORT_PACKAGE, "org.osgi.framework,org.osgi.service.condition");
        }
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            entry(jar, "META-INF/MANIFEST.MF");
            manifest.write(jar);
            if (activator != null) {
                String path = activator.getName().replace('.', '/') + ".class";
                entry(jar, path);
                jar.write(activator.getClassLoader().getResourceAsStream(path).readAllBytes());
            }
        }
        return file;
    }

    private static void entry(JarOutputStream jar, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(FileTime.fromMillis(0));
        jar.putNextEntry(entry);
    }
}
