package io.aclk.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

class BundleSetTest {

    @TempDir
    Path dir;

    private PlainFramework framework;
    private BundleSet set;

    @BeforeEach
    void makeFramework() throws IOException {
        framework = new PlainFramework(dir.resolve("framework"));
        set = new BundleSet(framework.systemBundle(), service -> service.startsWith("host."));
    }

    @AfterEach
    void endFramework() throws IOException {
        framework.close();
    }

    @Test
    void bundlesThatFindAllResolve() throws IOException {
        add("api", Map.of("Export-Package", "api;version=1.2.0"));
        add(
                "user",
                Map.of(
                        "Import-Package",
                        "api;version=\"[1.2,2)\",org.osgi.framework;version=\"[1.10,2)\",javax.net.ssl"));

        assertEquals(List.of(), set.problems());
    }

    @Test
    void everyMissingPackageIsNamedWithItsUser() throws IOException {
        add("first", Map.of("Import-Package", "gone;version=\"[1.0,2)\""));
        add("second", Map.of("Import-Package", "gone,lost"));

        List<String> problems = set.problems();

        assertEquals(3, problems.size(), problems.toString());
        assertTrue(
                problems.get(0).matches("first 1\\.0\\.0 needs osgi\\.wiring\\.package .*=gone\\).*1\\.0.*"),
                problems.get(0));
        assertTrue(problems.get(1).matches("second 1\\.0\\.0 needs .*=gone\\).*"), problems.get(1));
        assertTrue(problems.get(2).matches("second 1\\.0\\.0 needs .*=lost\\).*"), problems.get(2));
    }

    @Test
    void aPackageInAnotherMajorVersionIsMissing() throws IOException {
        add("api", Map.of("Export-Package", "api;version=2.0.0"));
        add("user", Map.of("Import-Package", "api;version=\"[1.2,2)\""));

        assertEquals(1, set.problems().size(), set.problems().toString());
    }

    @Test
    void whatIsOptionalOrDynamicMayBeMissing() throws IOException {
        add("user", Map.of("Import-Package", "gone;resolution:=optional", "DynamicImport-Package", "lost"));

        assertEquals(List.of(), set.problems());
    }

    @Test
    void requirementsOfExtendersCountAndThoseOfServicesDoNot() throws IOException {
        add(
                "user",
                Map.of(
                        "Require-Capability",
                        "osgi.extender;filter:=\"(osgi.extender=osgi.component)\","
                                + "osgi.service;filter:=\"(objectClass=x.Y)\";effective:=active"));

        assertEquals(1, set.problems().size(), set.problems().toString());
        assertTrue(
                set.problems().get(0).contains("osgi.extender=osgi.component"),
                set.problems().get(0));
    }

    /** Each import finds somebody, but no choice gives the user one version of {@code types}. */
    @Test
    void aConflictOfUsesConstraintsIsFound() throws IOException {
        add("types.old", Map.of("Export-Package", "types;version=1.0.0"));
        add("types.new", Map.of("Export-Package", "types;version=2.0.0"));
        add("service", Map.of("Import-Package", "types;version=\"[1,2)\"", "Export-Package", "service;uses:=types"));
        add("user", Map.of("Import-Package", "service,types;version=\"[2,3)\""));

        List<String> problems = set.problems();

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).contains("Uses constraint violation"), problems.get(0));
    }

    @Test
    void aServiceThatAComponentCannotDoWithoutMustBeOffered() throws IOException {
        Path jar = dir.resolve("user.jar");
        Manifest manifest = manifest(Map.of(
                "Bundle-ManifestVersion", "2",
                "Bundle-SymbolicName", "user",
                "Service-Component", "OSGI-INF/user.xml"));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new ZipEntry("OSGI-INF/user.xml"));
            out.write(
                    """
                    <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="user">
                      <reference name="a" interface="x.Offered"/>
                      <reference name="b" interface="x.Missing" cardinality="1..n"/>
                      <reference name="c" interface="x.Optional" cardinality="0..1"/>
                      <reference name="d" interface="host.Service"/>
                    </scr:component>
                    """
                            .getBytes(StandardCharsets.UTF_8));
        }
        set.add(jar);
        add("provider", Map.of("Provide-Capability", "osgi.service;objectClass:List<String>=\"x.Other,x.Offered\""));

        assertEquals(List.of("user 0.0.0 needs the service x.Missing, and no bundle offers it"), set.problems());
    }

    @Test
    void aJarThatIsNoBundleIsRefused() throws IOException {
        Path jar = dir.resolve("plain.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest(Map.of()))) {
            out.finish();
        }

        IOException refusal = assertThrows(IOException.class, () -> set.add(jar));

        assertTrue(refusal.getMessage().contains("plain.jar is no bundle"), refusal.getMessage());
    }

    private void add(String name, Map<String, String> headers) throws IOException {
        Path jar = dir.resolve(name + ".jar");
        Manifest manifest = manifest(headers);
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, "1.0.0");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
        }
        set.add(jar);
    }

    private static Manifest manifest(Map<String, String> headers) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(attributes::putValue);
        return manifest;
    }
}
