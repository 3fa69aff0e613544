package io.aclk.launcher;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Constants;

/**
 * The feature {@code extra}: one small bundle, which does nothing.
 *
 * @param version version of the feature and of its bundle
 * @param json the feature file
 * @param jar the bundle
 */
record TestFeature(String version, byte[] json, byte[] jar) {

    static final String NAME = "extra";

    private static final String BUNDLE = "io.aclk.extra";

    /** Makes a version of it; the jar is written to a folder meanwhile. */
    static TestFeature of(String version, Path folder) throws IOException {
        Path file = folder.resolve(jarName(version));
        TestBundle.write(file, BUNDLE, Map.of(Constants.BUNDLE_VERSION, version));
        byte[] jar = Files.readAllBytes(file);
        Files.delete(file);
        JsonObject json = Json.createObjectBuilder()
                .add("id", "io.aclk:" + NAME + ":" + version)
                .add(
                        "bundles",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("id", "io.aclk:" + BUNDLE + ":" + version)
                                        .add("sha256", sha256(jar))))
                .build();
        return new TestFeature(version, json.toString().getBytes(StandardCharsets.UTF_8), jar);
    }

    /** Writes it as an archive. */
    Path archive(Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("feature.json"));
            zip.write(json);
            zip.putNextEntry(new ZipEntry("bundles/" + jarName(version)));
            zip.write(jar);
        }
        return file;
    }

    /** Writes it as a directory. Returns the feature file. */
    Path directory(Path folder) throws IOException {
        Path bundles = Files.createDirectories(folder.resolve("bundles"));
        Files.write(bundles.resolve(jarName(version)), jar);
        return Files.write(folder.resolve("feature.json"), json);
    }

    /** Name of the file of the bundle. */
    static String jarName(String version) {
        return BUNDLE + "-" + version + ".jar";
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
