package io.aclk.itests;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aclk.itests.driver.ExamOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;

/**
 * Outside the framework: the bundles of the built distribution as Pax Exam options, with the same start order and the
 * same framework properties, on ports that the system chooses.
 */
final class DistributionOptions {

    private static final Path DISTRIBUTION = Path.of(System.getProperty("aclk.distribution"));

    /** Above every bundle of ours, as the launcher has it. */
    private static final int START_LEVEL = 100;

    private static final String RUNTIME = "io.aclk.runtime-";

    private static final String BUILT = "is the distribution built at " + DISTRIBUTION + "?";

    private DistributionOptions() {}

    /** An instance in a fresh directory with some features, which the test container starts. */
    static Option[] instance(String... features) {
        try {
            Map<String, Integer> jars = base();
            jars.keySet().removeIf(jar -> jar.startsWith(RUNTIME));
            addFeatures(jars, features);
            // the tests read JSON
            return options(freshDirectory(), jars, bundleOf(ObjectMapper.class), bundleOf(JsonProperty.class));
        } catch (IOException e) {
            throw new UncheckedIOException(BUILT, e);
        }
    }

    /**
     * An instance in a fresh directory with some features, which {@code io.aclk.runtime} starts, as the launcher has it.
     * The tests must get by without Jackson: what io.aclk.runtime installs comes too late for the test container.
     */
    static Option[] managed(String... features) {
        try {
            Path dir = freshDirectory();
            Files.write(dir.resolve("conf/features"), List.of(features));
            return options(dir, base());
        } catch (IOException e) {
            throw new UncheckedIOException(BUILT, e);
        }
    }

    private static Path freshDirectory() throws IOException {
        Path dir = Files.createTempDirectory("itest").toRealPath();
        Path conf = Files.createDirectories(dir.resolve("conf"));
        Files.createDirectories(dir.resolve("data/cache"));
        Files.createDirectories(dir.resolve("run"));
        Files.writeString(conf.resolve("io.aclk.agent.web.cfg"), "port = 0\n");
        Files.writeString(conf.resolve("io.aclk.cloud.cfg"), "port = 0\nmqtt.port = 0\n");
        return dir;
    }

    private static Option[] options(Path dir, Map<String, Integer> jars, Option... more) {
        List<Option> options = new ArrayList<>(List.of(more));
        properties(dir, dir.resolve("conf"))
                .forEach((key, value) ->
                        options.add(CoreOptions.frameworkProperty(key).value(value)));
        jars.forEach((jar, level) -> options.add(CoreOptions.bundle(
                        DISTRIBUTION.resolve("bundles").resolve(jar).toUri().toString())
                .startLevel(level)));
        // the shipped logback.xml asks for the directory as a system property, as the launcher sets it
        options.add(CoreOptions.systemProperty("aclk.dir").value(dir.toString()));
        options.add(CoreOptions.frameworkStartLevel(START_LEVEL));
        options.add(ExamOptions.jupiter());
        return options.toArray(Option[]::new);
    }

    private static Map<String, String> properties(Path dir, Path conf) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("aclk.dir", dir.toString());
        properties.put("aclk.conf.default", DISTRIBUTION.resolve("conf").toString());
        properties.put("felix.fileinstall.dir", conf.toString());
        properties.put("felix.fileinstall.filter", ".*\\.cfg");
        properties.put(
                "felix.fileinstall.tmpdir",
                dir.resolve("data/cache/fileinstall").toString());
        properties.put("felix.fileinstall.enableConfigSave", "false");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.poll", "500");
        properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
        properties.put(
                "org.ops4j.pax.logging.property.file",
                DISTRIBUTION.resolve("conf/logback.xml").toString());
        return properties;
    }

    /** Jar name to start level, in the order of the file that names them. */
    private static Map<String, Integer> base() throws IOException {
        Map<String, Integer> jars = new LinkedHashMap<>();
        for (String line : Files.readAllLines(DISTRIBUTION.resolve("lib/base.bundles"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" ");
                jars.put(jar(parts[1]), Integer.parseInt(parts[0]));
            }
        }
        return jars;
    }

    private static void addFeatures(Map<String, Integer> jars, String... features) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        for (String feature : features) {
            JsonNode file = mapper.readTree(
                    DISTRIBUTION.resolve("features/" + feature + ".json").toFile());
            for (JsonNode bundle : file.get("bundles")) {
                jars.putIfAbsent(
                        jar(bundle.get("id").asText()),
                        bundle.get("start-order").asInt());
            }
        }
    }

    /** The bundle that a class comes from, by its file on the class path of the tests. */
    static Option bundleOf(Class<?> type) {
        return CoreOptions.bundle(
                type.getProtectionDomain().getCodeSource().getLocation().toExternalForm());
    }

    private static String jar(String coordinates) {
        String[] parts = coordinates.split(":");
        return parts[1] + "-" + parts[2] + ".jar";
    }
}
