package io.aclk.itests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** The contents of a bundle's jar, to be changed. What is not changed stays byte for byte. Used by one thread. */
final class JarVariant {

    private final Manifest manifest;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    private JarVariant(Manifest manifest) {
        this.manifest = manifest;
    }

    /** Reads a jar. */
    static JarVariant of(byte[] jar) throws IOException {
        // signatures are not verified: a changed jar has lost its own
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar), false)) {
            JarVariant variant = new JarVariant(Objects.requireNonNull(in.getManifest(), "no manifest in front"));
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                if (!entry.isDirectory()) {
                    variant.entries.put(entry.getName(), in.readAllBytes());
                }
            }
            return variant;
        }
    }

    /** Sets a header of the manifest. */
    JarVariant header(String name, String value) {
        manifest.getMainAttributes().putValue(name, value);
        return this;
    }

    /** Changes a header of the manifest that is there. */
    JarVariant header(String name, UnaryOperator<String> change) {
        return header(name, change.apply(manifest.getMainAttributes().getValue(name)));
    }

    /** Adds or replaces a file. */
    JarVariant entry(String path, byte[] content) {
        entries.put(path, content);
        return this;
    }

    /** Adds the class file of a class of the tests, for example of a {@code Bundle-Activator}. */
    JarVariant type(Class<?> type) {
        String path = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
            return entry(path, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar. Equal contents give equal bytes. */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            out.putNextEntry(untimed(JarFile.MANIFEST_NAME));
            manifest.write(out);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(untimed(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static ZipEntry untimed(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        return entry;
    }
}
