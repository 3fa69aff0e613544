package io.aclk.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Outside the framework: a feature of the built distribution with some bundles changed, as a feature directory or a
 * feature archive to install or to update to. Every hash in it is right. Used by one thread.
 *
 * <pre>{@code
 * Path archive = FeatureVariant.of("aclk")
 *         .upgrade("io.aclk.query", "0.1.1")
 *         .change("io.aclk.transport", jar -> jar.header("Bundle-Activator", Broken.class.getName()).type(Broken.class))
 *         .archive(dir.resolve("aclk.zip"));
 * }</pre>
 */
final class FeatureVariant {

    /** A file that every upgraded bundle has: its version. */
    static final String MARK = "META-INF/upgraded";

    private static final Path DISTRIBUTION = Path.of(System.getProperty("aclk.distribution"));
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String name;
    private final ObjectNode json;
    /** Jars by file name. */
    private final Map<String, byte[]> jars = new TreeMap<>();

    private FeatureVariant(String name, ObjectNode json) {
        this.name = name;
        this.json = json;
    }

    /** The feature as the distribution has it. */
    static FeatureVariant of(String feature) throws IOException {
        Path file = DISTRIBUTION.resolve("features").resolve(feature + ".json");
        FeatureVariant variant = new FeatureVariant(feature, (ObjectNode) MAPPER.readTree(file.toFile()));
        for (JsonNode bundle : variant.bundles()) {
            String jar = jar(bundle);
            variant.jars.put(
                    jar, Files.readAllBytes(DISTRIBUTION.resolve("bundles").resolve(jar)));
        }
        return variant;
    }

    /** Gives the feature itself another version. */
    FeatureVariant version(String version) {
        json.put("id", withVersion(json.get("id").asText(), version));
        return this;
    }

    /** Gives a bundle a higher version, in its coordinates and its manifest, and one more file. */
    FeatureVariant upgrade(String artifact, String version) throws IOException {
        ObjectNode bundle = bundle(artifact);
        byte[] jar = jars.remove(jar(bundle));
        bundle.put("id", withVersion(bundle.get("id").asText(), version));
        put(
                bundle,
                JarVariant.of(jar)
                        .header("Bundle-Version", version)
                        .entry(MARK, version.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** Changes the contents of a bundle, also of one that was upgraded. Its coordinates stay. */
    FeatureVariant change(String artifact, Consumer<JarVariant> change) throws IOException {
        ObjectNode bundle = bundle(artifact);
        JarVariant jar = JarVariant.of(jars.get(jar(bundle)));
        change.accept(jar);
        put(bundle, jar);
        return this;
    }

    /** Leaves a bundle out. */
    FeatureVariant without(String artifact) {
        ObjectNode bundle = bundle(artifact);
        jars.remove(jar(bundle));
        for (int i = 0; i < bundles().size(); i++) {
            if (bundles().get(i) == bundle) {
                bundles().remove(i);
            }
        }
        return this;
    }

    /**
     * Writes a feature directory: {@code NAME.json} and {@code bundles/}.
     *
     * @return the directory
     */
    Path directory(Path folder) throws IOException {
        Path bundles = Files.createDirectories(folder.resolve("bundles"));
        Files.write(folder.resolve(name + ".json"), feature());
        for (Map.Entry<String, byte[]> jar : jars.entrySet()) {
            Files.write(bundles.resolve(jar.getKey()), jar.getValue());
        }
        return folder;
    }

    /**
     * Writes a feature archive: {@code feature.json} and {@code bundles/}.
     *
     * @return the archive
     */
    Path archive(Path file) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("feature.json"));
            out.write(feature());
            for (Map.Entry<String, byte[]> jar : jars.entrySet()) {
                out.putNextEntry(new ZipEntry("bundles/" + jar.getKey()));
                out.write(jar.getValue());
            }
        }
        return file;
    }

    private byte[] feature() throws IOException {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }

    private ArrayNode bundles() {
        return (ArrayNode) json.get("bundles");
    }

    private ObjectNode bundle(String artifact) {
        for (JsonNode bundle : bundles()) {
            if (bundle.get("id").asText().contains(":" + artifact + ":")) {
                return (ObjectNode) bundle;
            }
        }
        throw new IllegalArgumentException("the feature " + name + " has no bundle " + artifact);
    }

    private void put(ObjectNode bundle, JarVariant variant) throws IOException {
        byte[] jar = variant.bytes();
        jars.put(jar(bundle), jar);
        bundle.put("sha256", sha256(jar));
    }

    private static String withVersion(String coordinates, String version) {
        return coordinates.substring(0, coordinates.lastIndexOf(':') + 1) + version;
    }

    private static String jar(JsonNode bundle) {
        String[] parts = bundle.get("id").asText().split(":");
        return parts[1] + "-" + parts[2] + ".jar";
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
