package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** Bundles that cannot be started, in a real framework. */
class BundleChangesTest {

    @TempDir
    Path dir;

    private InstanceFiles files;
    private Framework framework;

    /** An activator that fails. */
    public static final class Failing implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            throw new IllegalStateException("the disk is full");
        }

        @Override
        public void stop(BundleContext context) {}
    }

    @BeforeEach
    void startFramework() throws Exception {
        files = new InstanceFiles(dir.resolve("instance"), dir.resolve("distribution"));
        Files.createDirectories(files.distribution().resolve("bundles"));
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        dir.resolve("cache").toString(),
                        Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
                        "100",
                        "felix.log.level",
                        "0"));
        framework.start();
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.stop();
        framework.waitForStop(TimeUnit.SECONDS.toMillis(10));
    }

    @Test
    void aMissingImportIsNamedAndTheOthersStart() throws Exception {
        jar("broken", Map.of(Constants.IMPORT_PACKAGE, "no.such.pack;version=\"[1.2,2)\""));
        jar("sound", Map.of());

        assertEquals(
                List.of("test:broken:1 cannot be started: it needs the package no.such.pack version 1.2.0 or later"
                        + " below 2.0.0, which no bundle offers; the agent continues without the cloud"),
                start("broken", "sound"));

        assertEquals(Bundle.ACTIVE, state("sound"));
    }

    @Test
    void theRootOfAChainIsNamed() throws Exception {
        jar("root", Map.of(Constants.IMPORT_PACKAGE, "no.such.pack", Constants.EXPORT_PACKAGE, "root"));
        jar("user", Map.of(Constants.IMPORT_PACKAGE, "root"));

        assertEquals(
                "test:user:1 cannot be started: root, which it uses, needs the package no.such.pack, which no bundle"
                        + " offers; the agent continues without the cloud",
                start("root", "user").get(1));
    }

    @Test
    void aMissingBundleOrCapabilityIsNamed() throws Exception {
        jar("broken", Map.of(Constants.REQUIRE_BUNDLE, "other;bundle-version=3"));
        jar("needy", Map.of(Constants.REQUIRE_CAPABILITY, "some.capability;filter:=\"(name=x)\""));

        List<String> problems = start("broken", "needy");

        assertTrue(
                problems.get(0).contains(": it needs the bundle other version 3.0.0 or later, which no"),
                problems.get(0));
        assertTrue(problems.get(1).contains(": it needs some.capability (name=x), which no bundle"), problems.get(1));
    }

    @Test
    void anActivatorThatThrowsIsToldInItsOwnWords() throws Exception {
        jar(
                "failing",
                Map.of(
                        Constants.BUNDLE_ACTIVATOR,
                        Failing.class.getName(),
                        Constants.IMPORT_PACKAGE,
                        "org.osgi.framework"));

        assertEquals(
                List.of("test:failing:1 cannot be started: the disk is full; the agent continues without the cloud"),
                start("failing"));
    }

    @Test
    void aJarThatIsNotThereIsNamedWithThePlacesWhereItWasLookedFor() throws Exception {
        String problem = start("absent").get(0);

        assertTrue(problem.startsWith("test:absent:1 cannot be installed: its jar is in none of "), problem);
        assertTrue(problem.contains(files.distribution().toString()), problem);
    }

    private List<String> start(String... names) throws Exception {
        List<FeatureFile.Entry> entries = Arrays.stream(names)
                .map(name -> new FeatureFile.Entry(new Coordinates("test", name, "1", ""), 50, "the cloud", ""))
                .toList();
        InstalledJars jars = new InstalledJars(dir.resolve("bundles.properties"));
        BundleSet target = BundleSet.of(
                List.of(new FeatureFile("aclk", "1", "", entries, Map.of())), files, new BundleStore(files), jars);
        return new BundleChanges(
                        framework.getBundleContext(), jars, BundleCalls.UNLIMITED, false, () -> false, step -> {})
                .bring(target, () -> {}).stream().map(BundleProblem::line).toList();
    }

    private int state(String name) {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow()
                .getState();
    }

    private void jar(String name, Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        attributes.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        headers.forEach(attributes::putValue);
        String activator = Failing.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(
                        files.distribution().resolve("bundles").resolve(name + "-1.jar"));
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new ZipEntry(activator));
            jar.write(getClass().getClassLoader().getResourceAsStream(activator).readAllBytes());
        }
    }
}
