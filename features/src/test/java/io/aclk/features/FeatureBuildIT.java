package io.aclk.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;

/** What the build made of the feature sources, and what it refuses. */
class FeatureBuildIT {

    private static final Path TARGET = Path.of(System.getProperty("aclk.features.target"));
    private static final String VERSION = System.getProperty("aclk.features.version");
    private static final Jars JARS = new Jars(TARGET.resolve("jars"));

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"aclk", "agent", "base", "cloud"})
    void everyBundleOfAFeatureCarriesTheHashOfItsJar(String name) throws IOException {
        Feature feature = feature(name);

        assertTrue(feature.getBundles().size() > 10);
        for (FeatureBundle bundle : feature.getBundles()) {
            Path jar = JARS.get(Coordinates.parse(bundle.getID().toString()));
            assertEquals(
                    Jars.sha256(jar),
                    bundle.getMetadata().get("sha256"),
                    bundle.getID().toString());
        }
    }

    @Test
    void theLinkNamesTheConditionThatItsUpdateWatches() throws IOException {
        assertEquals(
                List.of("aclk.online"),
                feature("aclk").getExtensions().get("aclk-watch").getText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"aclk", "agent", "cloud"})
    void anArchiveHoldsTheFeatureAndItsBundles(String name) throws IOException {
        try (ZipFile zip = new ZipFile(
                TARGET.resolve("archives/" + name + "-" + VERSION + ".zip").toFile())) {
            List<String> names =
                    new ArrayList<>(zip.stream().map(ZipEntry::getName).toList());
            assertArrayEquals(
                    Files.readAllBytes(TARGET.resolve("features/" + name + ".json")),
                    zip.getInputStream(zip.getEntry("feature.json")).readAllBytes());
            assertEquals("feature.json", names.remove(0));
            assertEquals(names.stream().sorted().toList(), names);
            assertEquals(feature(name).getBundles().size(), names.size());
            for (FeatureBundle bundle : feature(name).getBundles()) {
                String file = Coordinates.parse(bundle.getID().toString()).file();
                ZipEntry entry = zip.getEntry("bundles/" + file);
                assertNotNull(entry, file);
                assertEquals(Files.size(TARGET.resolve("jars").resolve(file)), entry.getSize(), file);
            }
        }
    }

    @Test
    void theKarHoldsEachBundleThatTheKarafRepositoryNames() throws IOException {
        String xml = Files.readString(TARGET.resolve("karaf/aclk-features-" + VERSION + ".xml"));
        Matcher bundles = Pattern.compile(
                        "<bundle( dependency=\"true\")? start-level=\"[0-9]{2}\">mvn:([^/]+)/([^/]+)/([^<]+)</bundle>")
                .matcher(xml);
        int count = 0;
        try (ZipFile kar =
                new ZipFile(TARGET.resolve("karaf/aclk-" + VERSION + ".kar").toFile())) {
            while (bundles.find()) {
                String path = new Coordinates(bundles.group(2), bundles.group(3), "", bundles.group(4)).path();
                assertNotNull(kar.getEntry("repository/" + path), path);
                if (bundles.group(1) == null) {
                    count++;
                }
            }
        }
        assertEquals(own("aclk") + own("agent") + own("cloud"), count);
    }

    /** How many bundles of ours a feature has. */
    private static long own(String feature) throws IOException {
        return feature(feature).getBundles().stream()
                .filter(bundle -> bundle.getID().getGroupId().equals("io.aclk"))
                .count();
    }

    @Test
    void equalInputGivesEqualFiles() throws IOException {
        FeatureBuild.build(TARGET.resolve("sources"), JARS, dir, VERSION);

        for (String folder : List.of("features", "archives", "karaf")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(dir.resolve(folder))) {
                for (Path file : files) {
                    assertEquals(
                            -1,
                            Files.mismatch(TARGET.resolve(folder).resolve(file.getFileName()), file),
                            file.toString());
                }
            }
        }
    }

    @Test
    void aFeatureWithoutABundleThatOthersNeedIsRefused() throws IOException {
        Path sources = sourcesWithout("aclk.json", "io.aclk:io.aclk.api:");

        IOException refusal =
                assertThrows(IOException.class, () -> FeatureBuild.build(sources, JARS, dir.resolve("out"), VERSION));

        assertTrue(
                refusal.getMessage()
                        .lines()
                        .anyMatch(
                                line -> line.matches(
                                        "the feature aclk on the base: io\\.aclk\\.link \\S+ needs .*osgi\\.wiring\\.package=io\\.aclk\\.api\\.transport.*")),
                refusal.getMessage());
    }

    @Test
    void aThirdPartyBundleMissingInOneFeatureIsNotMadeUpForByAnother() throws IOException {
        Path sources = sourcesWithout("aclk.json", "com.google.protobuf:protobuf-java:");

        IOException refusal =
                assertThrows(IOException.class, () -> FeatureBuild.build(sources, JARS, dir.resolve("out"), VERSION));

        assertTrue(refusal.getMessage().contains("osgi.wiring.package=com.google.protobuf"), refusal.getMessage());
        assertTrue(
                refusal.getMessage().lines().skip(1).allMatch(line -> line.startsWith("the feature aclk on ")),
                refusal.getMessage());
    }

    @Test
    void aVersionThatMavenDidNotResolveIsRefused() throws IOException {
        Path sources = copySources();
        Path file = sources.resolve("aclk.json");
        Files.writeString(file, Files.readString(file).replaceFirst("protobuf-java:[^\"]+", "protobuf-java:1.2.3"));

        IOException refusal =
                assertThrows(IOException.class, () -> FeatureBuild.build(sources, JARS, dir.resolve("out"), VERSION));

        assertTrue(refusal.getMessage().contains("protobuf-java:1.2.3 is named by a feature"), refusal.getMessage());
    }

    @Test
    void aDistributionTakesOnlyTheJarsThatItsFeaturesName() throws IOException {
        Path distribution = Files.createDirectories(dir.resolve("distribution"));
        Files.createDirectories(distribution.resolve("features"));
        Files.copy(TARGET.resolve("features/agent.json"), distribution.resolve("features/agent.json"));
        Path jars = Files.createDirectories(dir.resolve("jars"));
        FeatureSource base = base();
        for (FeatureSource feature : List.of(
                base, FeatureSource.readAll(distribution.resolve("features")).get(0))) {
            for (FeatureSource.Entry bundle : feature.bundles()) {
                Path jar = JARS.get(bundle.coordinates());
                Files.write(jars.resolve(jar.getFileName()), Files.readAllBytes(jar));
            }
        }
        Assembler.assemble(distribution, new Jars(jars), base);
        assertTrue(Files.readString(distribution.resolve("lib/base.bundles"))
                .contains("\n6 io.aclk:io.aclk.runtime:" + VERSION + "\n"));

        Path changed = jars.resolve("io.aclk.agent.web-" + VERSION + ".jar");
        Files.write(changed, new byte[] {1});
        IOException refusal =
                assertThrows(IOException.class, () -> Assembler.assemble(distribution, new Jars(jars), base));

        assertTrue(refusal.getMessage().contains("io.aclk.agent.web-" + VERSION + ".jar"), refusal.getMessage());
    }

    private static FeatureSource base() throws IOException {
        return FeatureSource.readAll(TARGET.resolve("features")).stream()
                .filter(feature -> feature.name().equals(FeatureBuild.BASE))
                .findFirst()
                .orElseThrow();
    }

    private Path sourcesWithout(String file, String bundle) throws IOException {
        Path sources = copySources();
        Path source = sources.resolve(file);
        List<String> lines = Files.readAllLines(source);
        assertTrue(lines.removeIf(line -> line.contains("\"" + bundle)), bundle);
        Files.write(source, lines);
        return sources;
    }

    private Path copySources() throws IOException {
        Path sources = Files.createDirectories(dir.resolve("sources"));
        try (Stream<Path> files = Files.list(TARGET.resolve("sources"))) {
            for (Path file : files.toList()) {
                Files.copy(file, sources.resolve(file.getFileName()));
            }
        }
        return sources;
    }

    /** As the runtime reads it. */
    private static Feature feature(String name) throws IOException {
        try (Reader reader = Files.newBufferedReader(TARGET.resolve("features/" + name + ".json"))) {
            return new FeatureServiceImpl().readFeature(reader);
        }
    }
}
