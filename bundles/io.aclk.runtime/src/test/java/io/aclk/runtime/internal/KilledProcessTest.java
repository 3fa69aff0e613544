package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

/** A process that updates without end is killed again and again; each start after it finds the one set or the other. */
class KilledProcessTest {

    static final TestFeature OLD = feature("1.0.0", TestBundle.of("leaving", "1.0.0"));
    static final TestFeature NEW = feature("1.1.0", TestBundle.of("coming", "1.0.0"));

    private static final Map<String, String> OLD_BUNDLES = Map.of("api", "1.0.0", "user", "1.0.0", "leaving", "1.0.0");
    private static final Map<String, String> NEW_BUNDLES = Map.of("api", "1.1.0", "user", "1.1.0", "coming", "1.0.0");

    /** An update of this feature takes less. */
    private static final int WITHIN_MILLIS = 300;

    @TempDir
    Path dir;

    private static TestFeature feature(String version, TestBundle other) {
        return TestFeature.of(
                "link",
                version,
                TestBundle.of("api", version).at(30).with(Constants.EXPORT_PACKAGE, "api;version=" + version),
                TestBundle.of("user", version).at(60).with(Constants.IMPORT_PACKAGE, "api"),
                other);
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void leavesAWorkingSet() throws Exception {
        Path instance = dir.resolve("instance");
        Path distribution = dir.resolve("distribution");
        try (TestInstance first = new TestInstance(instance, distribution).listing("link")) {
            OLD.ship(first.files);
        }
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < (Boolean.getBoolean("soak") ? 200 : 6); i++) {
            kill(instance, distribution, random.nextInt(WITHIN_MILLIS));
            try (TestInstance again = new TestInstance(instance, distribution).start()) {
                assertEquals(List.of(), again.problems, "round " + i + " of seed " + seed);
                Map<String, String> active = again.active();
                assertTrue(
                        active.equals(OLD_BUNDLES) || active.equals(NEW_BUNDLES),
                        "round " + i + " of seed " + seed + ": " + active);
            }
        }
    }

    private void kill(Path instance, Path distribution, int afterMillis) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UpdatingProcess.class.getName(),
                        instance.toString(),
                        distribution.toString(),
                        dir.resolve("features").toString())
                .redirectError(new File(dir.toFile(), "errors"))
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String ready = out.readLine();
            assertTrue(ready != null && ready.endsWith(" []"), ready);
            process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
    }
}
