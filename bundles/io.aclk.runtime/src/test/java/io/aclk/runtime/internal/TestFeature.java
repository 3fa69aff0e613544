package io.aclk.runtime.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A feature of small bundles.
 *
 * @param name name
 * @param version version
 * @param watch condition that an update watches, or empty
 * @param port value {@code port} of the configuration {@code <name>.pid}, or 0 for no configuration
 * @param bundles its bundles
 */
record TestFeature(String name, String version, String watch, int port, List<TestBundle> bundles) {

    /** A feature without a condition. */
    static TestFeature of(String name, String version, TestBundle... bundles) {
        return new TestFeature(name, version, "", 0, List.of(bundles));
    }

    TestFeature watching(String condition) {
        return new TestFeature(name, version, condition, port, bundles);
    }

    TestFeature configuring(int value) {
        return new TestFeature(name, version, watch, value, bundles);
    }

    /** Makes it a feature of a distribution. */
    void ship(InstanceFiles files) throws IOException {
        Path features = Files.createDirectories(files.distribution().resolve("features"));
        Files.write(
                features.resolve(name + ".json"),
                json(write(files.distribution().resolve("bundles"))));
    }

    /** As it comes out of a source. */
    FeatureBundles open(Path folder) throws IOException {
        Map<TestBundle, Path> jars = write(folder);
        Map<String, Path> byHash = new TreeMap<>();
        for (Path jar : jars.values()) {
            byHash.put(Sha256.of(jar), jar);
        }
        return new FeatureBundles(name, version, json(jars), folder.toString(), byHash, () -> {});
    }

    private Map<TestBundle, Path> write(Path folder) throws IOException {
        Map<TestBundle, Path> jars = new LinkedHashMap<>();
        for (TestBundle bundle : bundles) {
            jars.put(bundle, bundle.write(folder));
        }
        return jars;
    }

    private byte[] json(Map<TestBundle, Path> jars) throws IOException {
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (Map.Entry<TestBundle, Path> jar : jars.entrySet()) {
            list.add(Json.createObjectBuilder()
                    .add(
                            "id",
                            "test:" + jar.getKey().name() + ":" + jar.getKey().version())
                    .add("start-order", jar.getKey().level())
                    .add("sha256", Sha256.of(jar.getValue())));
        }
        JsonObjectBuilder object = Json.createObjectBuilder()
                .add("feature-resource-version", "1.0")
                .add("id", "test:" + name + ":" + version)
                .add("bundles", list);
        if (!watch.isEmpty()) {
            object.add(
                    "extensions",
                    Json.createObjectBuilder()
                            .add(
                                    "aclk-watch",
                                    Json.createObjectBuilder()
                                            .add("type", "text")
                                            .add("kind", "optional")
                                            .add("text", Json.createArrayBuilder(List.of(watch)))));
        }
        if (port != 0) {
            object.add(
                    "configurations",
                    Json.createObjectBuilder()
                            .add(name + ".pid", Json.createObjectBuilder().add("port:Integer", port)));
        }
        return object.build().toString().getBytes(StandardCharsets.UTF_8);
    }
}
