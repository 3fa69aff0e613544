package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

/**
 * The process ends in the middle of a change: what lies on the disk after each step is copied, and an instance is started
 * from each copy. Before the list of installed features is swapped it runs the bundles before the change, afterwards those
 * after it, and never anything in between.
 */
class CutOffTest {

    private static final Map<String, String> OLD = Map.of("common", "1.0.0", "api", "1.0.0", "user", "1.0.0");
    private static final Map<String, String> NEW = Map.of("common", "1.0.0", "api", "1.1.0", "added", "1.0.0");
    private static final Map<String, String> BASE = Map.of("common", "1.0.0");

    @TempDir
    Path dir;

    private final TestBundle common = TestBundle.of("common", "1.0.0").at(20);
    private final TestBundle user = TestBundle.of("user", "1.0.0").at(60).with(Constants.IMPORT_PACKAGE, "api");
    private final List<Cut> cuts = new ArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private TestInstance instance;

    /** What lay on the disk after a step. */
    private record Cut(String step, Path copy) {}

    @BeforeEach
    void start() throws Exception {
        instance = new TestInstance(dir.resolve("instance"), dir.resolve("distribution")).listing("base", "link");
        TestFeature.of("base", "1", common).ship(instance.files);
        TestFeature.of("link", "1", common, api("1.0.0"), user).ship(instance.files);
        instance.start();
    }

    @AfterEach
    void stop() throws Exception {
        instance.close();
    }

    @Test
    void inAnUpdate() throws Exception {
        offer(TestFeature.of("link", "2", common, api("1.1.0"), TestBundle.of("added", "1.0.0")));
        cutting();

        instance.updater.update("offered", TestInstance.WISH);

        assertCuts(OLD, NEW, "stopped api", "forgotten", "removed user", "installed test:api:1.1.0", "refreshed");
    }

    @Test
    void inAnUpdateThatIsRolledBack() throws Exception {
        offer(TestFeature.of(
                "link",
                "2",
                common,
                api("1.1.0"),
                TestBundle.of("added", "1.0.0").doing(TestActivators.Failing.class)));
        cutting();

        assertThrows(RefusedUpdateException.class, () -> instance.updater.update("offered", TestInstance.WISH));

        assertCuts(OLD, OLD, "started test:added:1.0.0", "removed added", "started test:user:1.0.0", "returned");
    }

    @Test
    void inARemovalAndTheInstallationAfterIt() throws Exception {
        cutting();
        instance.updater.remove("link", TestInstance.WISH);
        assertCuts(OLD, BASE, "removed api", "changed", "configured");

        cuts.clear();
        offer(TestFeature.of("link", "2", common, api("1.1.0"), TestBundle.of("added", "1.0.0")));
        instance.updater.install("offered", TestInstance.WISH);
        assertCuts(BASE, NEW, "installed test:api:1.1.0", "installed test:added:1.0.0", "watched");
    }

    @Test
    void inTheMiddleOfAStartThatBringsTheOldSetBack() throws Exception {
        offer(TestFeature.of("link", "2", common, api("1.1.0"), TestBundle.of("added", "1.0.0")));
        cutting();
        instance.updater.update("offered", TestInstance.WISH);
        Path half = cuts.stream()
                .filter(cut -> cut.step().equals("refreshed"))
                .findFirst()
                .orElseThrow()
                .copy();
        cuts.clear();

        try (TestInstance again = new TestInstance(half, instance.files.distribution())) {
            again.hearing(step -> cut(step, half)).start();
        }

        assertCuts(OLD, OLD, "forgotten", "removed added", "installed test:api:1.0.0");
    }

    private static TestBundle api(String version) {
        return TestBundle.of("api", version).at(30).with(Constants.EXPORT_PACKAGE, "api;version=" + version);
    }

    private void offer(TestFeature feature) throws IOException {
        instance.offered.put("offered", feature.open(dir.resolve("offered")));
    }

    private void cutting() {
        instance.hearing(step -> cut(step, instance.files.dir()));
    }

    /** What an end of the process at this moment leaves. */
    private void cut(String step, Path from) {
        Path copy = dir.resolve("cut-" + count.incrementAndGet());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(from.relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cuts.add(new Cut(step, copy));
    }

    private void assertCuts(Map<String, String> before, Map<String, String> after, String... among) throws Exception {
        List<String> steps = cuts.stream().map(Cut::step).toList();
        assertTrue(steps.containsAll(List.of(among)), steps::toString);
        boolean committed = false;
        for (Cut cut : cuts) {
            committed |= cut.step().equals("committed");
            try (TestInstance again = new TestInstance(cut.copy(), instance.files.distribution())) {
                again.start();
                assertEquals(List.of(), again.problems, cut.step());
                assertEquals(committed ? after : before, again.active(), cut.step());
            }
        }
    }
}
