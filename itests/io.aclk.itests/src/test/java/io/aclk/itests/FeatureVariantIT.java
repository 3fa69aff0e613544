package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the life cycle tests update to is what they say. */
class FeatureVariantIT {

    @TempDir
    Path dir;

    @Test
    void anUpgradedBundleHasItsVersionAndHash() throws Exception {
        Path feature = FeatureVariant.of("aclk")
                .upgrade("io.aclk.query", "0.1.1")
                .change("io.aclk.query", jar -> jar.header("Bundle-Name", value -> value + " changed"))
                .without("io.aclk.doctor")
                .directory(dir.resolve("variant"));

        JsonNode json = new ObjectMapper().readTree(feature.resolve("aclk.json").toFile());
        int hashed = 0;
        for (JsonNode bundle : json.get("bundles")) {
            String[] id = bundle.get("id").asText().split(":");
            Path jar = feature.resolve("bundles/" + id[1] + "-" + id[2] + ".jar");
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
            assertEquals(HexFormat.of().formatHex(digest), bundle.get("sha256").asText(), id[1]);
            hashed++;
        }
        assertTrue(hashed > 10, "bundles: " + hashed);
        assertFalse(json.toString().contains("io.aclk.doctor"));
        try (JarFile jar =
                new JarFile(feature.resolve("bundles/io.aclk.query-0.1.1.jar").toFile())) {
            assertEquals("0.1.1", jar.getManifest().getMainAttributes().getValue("Bundle-Version"));
            assertEquals(
                    "io.aclk.query changed",
                    jar.getManifest().getMainAttributes().getValue("Bundle-Name"));
            assertEquals(
                    "0.1.1",
                    new String(jar.getInputStream(jar.getEntry(FeatureVariant.MARK))
                            .readAllBytes()));
        }
    }

    @Test
    void anUnchangedFeatureIsThatOfTheDistribution() throws Exception {
        Path archive = FeatureVariant.of("aclk").archive(dir.resolve("aclk.zip"));

        Path distribution = Path.of(System.getProperty("aclk.distribution"));
        ObjectMapper mapper = new ObjectMapper();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            assertEquals(
                    mapper.readTree(distribution.resolve("features/aclk.json").toFile()),
                    mapper.readTree(zip.getInputStream(zip.getEntry("feature.json"))));
            List<? extends ZipEntry> jars = zip.stream()
                    .filter(entry -> entry.getName().startsWith("bundles/"))
                    .toList();
            assertTrue(jars.size() > 10, "bundles: " + jars.size());
            for (ZipEntry jar : jars) {
                assertArrayEquals(
                        Files.readAllBytes(distribution.resolve(jar.getName())),
                        zip.getInputStream(jar).readAllBytes(),
                        jar.getName());
            }
        }
    }
}
