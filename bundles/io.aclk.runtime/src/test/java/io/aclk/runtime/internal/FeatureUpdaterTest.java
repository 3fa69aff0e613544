package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;

/** Features of an instance that runs, changed in a real framework. */
class FeatureUpdaterTest {

    private static final FeatureUpdater.Wish WISH = TestInstance.WISH;
    private static final FeatureUpdater.Wish SHORT = new FeatureUpdater.Wish("somebody", false, Duration.ofSeconds(1));

    @TempDir
    Path dir;

    private TestInstance instance;

    private final TestBundle api =
            TestBundle.of("api", "1.0.0").at(30).with(Constants.EXPORT_PACKAGE, "api;version=1.0.0");
    private final TestBundle user =
            TestBundle.of("user", "1.0.0").at(60).with(Constants.IMPORT_PACKAGE, "api;version=\"[1.0,2)\"");
    private final TestBundle online = TestBundle.of("online", "1.0.0").at(50).doing(TestActivators.Online.class);
    private final TestBundle common = TestBundle.of("common", "1.0.0").at(20);
    private final TestFeature base = TestFeature.of("base", "1", common);
    private final TestFeature link =
            TestFeature.of("link", "1", common, api, user, online).watching("test.online");

    @BeforeEach
    void start() throws Exception {
        instance = new TestInstance(dir.resolve("instance"), dir.resolve("distribution")).listing("base", "link");
        base.ship(instance.files);
        link.ship(instance.files);
        instance.start();
        assertEquals(List.of(), instance.problems);
    }

    @AfterEach
    void stop() throws Exception {
        instance.close();
    }

    @Test
    void aFeatureThatIsRemovedLeavesWhatOthersNameAndComesBack() throws Exception {
        instance.updater.remove("link", WISH);

        assertEquals(Map.of("common", "1.0.0"), instance.active());
        assertTrue(instance.bundle("api").isEmpty());

        restart();
        assertEquals(Map.of("common", "1.0.0"), instance.active());

        instance.updater.install("link", WISH);
        assertEquals(all("1.0.0"), instance.active());

        restart();
        assertEquals(all("1.0.0"), instance.active());
    }

    @Test
    void whatTheOwnerListsAnewRulesAgain() throws Exception {
        instance.updater.remove("link", WISH);
        TestFeature.of("more", "1", TestBundle.of("more", "1.0.0")).ship(instance.files);
        instance.listing("base", "link", "more");
        restart();

        assertTrue(instance.active().keySet().containsAll(List.of("api", "more")), instance.active()::toString);
    }

    @Test
    void anUpdateTouchesTheBundlesThatChangedAndTheirUsersAlone() throws Exception {
        List<String> events = new ArrayList<>();
        SynchronousBundleListener listener =
                event -> events.add(event.getBundle().getSymbolicName());
        instance.context().addBundleListener(listener);

        String done = update(TestFeature.of("link", "2", common, api("1.1.0"), user, online));

        assertEquals(new TreeSet<>(List.of("api", "user")), new TreeSet<>(events));
        assertTrue(done.contains("1 updated: api; 3 bundles unchanged"), done);
        assertEquals("1.1.0", instance.active().get("api"));
        assertEquals(
                "2", instance.updater.running().feature("link").orElseThrow().version());
        assertEquals(List.of(), instance.last.get());
    }

    @Test
    void anUpdateOutlivesARestartAndTheDistributionsOwnComesBackByName() throws Exception {
        update(TestFeature.of("link", "2", common, api("1.1.0"), user, online));
        deleteRecursively(dir.resolve("link-2"));
        restart();
        assertEquals("1.1.0", instance.active().get("api"));

        instance.updater.update("link", WISH);

        assertEquals(all("1.0.0"), instance.active());
        assertEquals(List.of(), kept());
        restart();
        assertEquals(all("1.0.0"), instance.active());
    }

    @Test
    void theSameOnceMoreChangesNothing() throws Exception {
        TestFeature second = TestFeature.of("link", "2", common, api("1.1.0"), user, online);
        update(second);
        List<String> kept = kept();

        assertTrue(update(second).contains(": 4 bundles unchanged"));

        assertEquals(kept, kept());
    }

    @Test
    void aBundleThatThrowsAtItsStartBringsTheOldOnesBack() throws Exception {
        TestBundle failing = TestBundle.of("user", "1.1.0").at(60).doing(TestActivators.Failing.class);

        String reason = refusal(TestFeature.of("link", "2", common, api("1.1.0"), failing, online), WISH);

        assertTrue(reason.contains("test:user:1.1.0 cannot be started: the disk is full"), reason);
        assertReturned(reason);
    }

    @Test
    void theWayBackIsOpenAfterAnotherDistributionWasUnpackedOverTheRunningOne() throws Exception {
        deleteRecursively(instance.files.distribution().resolve("bundles"));
        base.ship(instance.files);
        TestFeature.of("link", "2", common, api("1.1.0"), user, online.doing(TestActivators.Failing.class))
                .watching("test.online")
                .ship(instance.files);

        assertRefused("online:1.0.0 cannot be started: the disk is full", () -> instance.updater.update("link", WISH));

        assertEquals(all("1.0.0"), instance.active());
        assertTrue(conditionHolds());
        assertEquals(List.of(), kept());
    }

    @Test
    void aBundleThatHangsAtItsStartBringsTheOldOnesBack() throws Exception {
        instance.close();
        instance.limited(Duration.ofSeconds(1)).start();
        TestBundle hanging = TestBundle.of("user", "1.1.0").at(60).doing(TestActivators.Hanging.class);

        String reason = refusal(TestFeature.of("link", "2", common, api("1.1.0"), hanging, online), WISH);

        assertTrue(reason.contains("test:user:1.1.0 cannot be started: it did not start within 1 s"), reason);
        assertReturned(reason);
    }

    @Test
    void aConditionThatDoesNotComeBackBringsTheOldOnesBack() throws Exception {
        String reason = refusal(
                TestFeature.of("link", "2", common, api("1.1.0"), user, TestBundle.of("online", "1.1.0"))
                        .watching("test.online"),
                SHORT);

        assertTrue(reason.contains("the condition test.online held before and did not hold again within 1 s"), reason);
        assertReturned(reason);
        assertTrue(conditionHolds());
    }

    @Test
    void aFailureAfterTheListWasSwappedBringsTheOldOneBack() throws Exception {
        instance.hearing(step -> {
            if (step.equals("committed")) {
                throw new IllegalStateException("the disk is gone");
            }
        });

        String reason = refusal(TestFeature.of("link", "2", common, api("1.1.0"), user, online), WISH);

        assertTrue(reason.contains("the disk is gone"), reason);
        assertReturned(reason);
        assertEquals(List.of(), instance.problems);
    }

    @Test
    void aChangeThatCouldNotGoBackIsNotBegunAndDoesNotSeemToRun() throws Exception {
        deleteRecursively(instance.files.distribution().resolve("bundles"));
        base.ship(instance.files);
        TestFeature.of("link", "2", common, api("1.1.0"), user, online).ship(instance.files);
        Files.writeString(instance.files.data().resolve("bundles"), "in the way");

        assertThrows(IOException.class, () -> instance.updater.update("link", WISH));

        assertEquals(all("1.0.0"), instance.active());
        assertTrue(instance.last.get().get(0).contains(" was rolled back because "), instance.last::toString);
    }

    @Test
    void aConditionThatDidNotHoldBeforeIsNotWaitedFor() throws Exception {
        instance.bundle("online").orElseThrow().stop(Bundle.STOP_TRANSIENT);

        update(TestFeature.of("link", "2", common, api("1.1.0"), user, TestBundle.of("online", "1.1.0"))
                .watching("test.online"));

        assertEquals("1.1.0", instance.active().get("online"));
    }

    @Test
    void aBundleThatRefusesTheStartBringsTheOldOnesBackAndEndsNothing() throws Exception {
        TestBundle refusing = TestBundle.of("user", "1.1.0").at(60).doing(TestActivators.Refusing.class);

        String reason = refusal(TestFeature.of("link", "2", common, api, refusing, online), WISH);

        assertTrue(reason.contains("port 19999 is taken"), reason);
        assertReturned(reason);
        assertNull(instance.ended());
    }

    @Test
    void aBundleThatWasBrokenBeforeIsNoReasonToGoBack() throws Exception {
        TestFeature broken =
                TestFeature.of("broken", "1", TestBundle.of("broken", "1.0.0").doing(TestActivators.Failing.class));
        broken.ship(instance.files);
        instance.listing("base", "link", "broken");
        restart();
        assertEquals(1, instance.problems.size());

        update(TestFeature.of("link", "2", common, api("1.1.0"), user, online));

        assertEquals("1.1.0", instance.active().get("api"));
        assertTrue(instance.guard.problemLines().contains("test:broken:1.0.0 cannot be started"));
    }

    @Test
    void whatNobodyWouldOfferIsRefusedWithTheNamesOfTheBundlesThatBreak() throws Exception {
        List<String> events = new ArrayList<>();
        SynchronousBundleListener listener =
                event -> events.add(event.getBundle().getSymbolicName());
        instance.context().addBundleListener(listener);
        TestBundle major = TestBundle.of("api", "2.0.0").at(30).with(Constants.EXPORT_PACKAGE, "api;version=2.0.0");

        String reason = refusal(TestFeature.of("link", "2", common, major, user, online), WISH);

        assertEquals(
                "it would break user 1.0.0 needs the package api version 1.0.0 or later below 2.0.0, which no bundle"
                        + " would offer",
                reason);
        assertEquals(List.of(), events);
        assertEquals(List.of(), kept());
        assertEquals(all("1.0.0"), instance.active());
    }

    @Test
    void bundlesOfOthersAreNotTouchedAndNotBroken() throws Exception {
        TestBundle deployed = TestBundle.of("deployed", "1.0.0").with(Constants.IMPORT_PACKAGE, "api");
        Path jar = deployed.write(dir.resolve("instance/deploy"));
        Bundle bundle = instance.context().installBundle(jar.toUri().toString());
        bundle.start();

        RefusedUpdateException refusal =
                assertThrows(RefusedUpdateException.class, () -> instance.updater.remove("link", WISH));
        assertTrue(refusal.getMessage().contains("deployed 1.0.0 needs the package api"), refusal.getMessage());

        update(TestFeature.of("link", "2", common, api("1.1.0"), user, online));
        assertEquals(Bundle.ACTIVE, bundle.getState());
        assertEquals(jar.toUri().toString(), bundle.getLocation());
    }

    @Test
    void theHigherVersionOfASharedBundleWinsAndStaysWithItsFeature() throws Exception {
        TestBundle newer = TestBundle.of("common", "1.2.0").at(20);
        update(TestFeature.of("link", "2", newer, api, user, online));
        assertEquals("1.2.0", instance.active().get("common"));

        instance.updater.remove("link", WISH);

        assertEquals(Map.of("common", "1.0.0"), instance.active());
        assertEquals(List.of(), kept());
    }

    @Test
    void ofEqualVersionsTheOneThatWasInstalledLastIsUsed() throws Exception {
        update(TestFeature.of("link", "2", common.with("X-Build", "2"), api, user, online));
        assertEquals("2", instance.bundle("common").orElseThrow().getHeaders().get("X-Build"));
        restart();
        assertEquals("2", instance.bundle("common").orElseThrow().getHeaders().get("X-Build"));

        instance.updater.remove("link", WISH);
        assertNull(instance.bundle("common").orElseThrow().getHeaders().get("X-Build"));
    }

    @Test
    void configurationsComeAndGoWithTheirFeature() throws Exception {
        offer(TestFeature.of("extra", "1", TestBundle.of("extra", "1.0.0")).configuring(5), "extra-1");
        instance.updater.install("extra-1", WISH);
        assertEquals(
                5,
                instance.configurations()
                        .getConfiguration("extra.pid", "?")
                        .getProperties()
                        .get("port"));

        instance.updater.remove("extra", WISH);

        assertNull(instance.configurations().listConfigurations("(service.pid=extra.pid)"));
    }

    @Test
    void aSecondChangeMeanwhileIsRefusedWithWhatRuns() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        instance.hearing(step -> {
            reached.countDown();
            try {
                assertTrue(goOn.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        CompletableFuture<String> first = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                first.complete(instance.updater.remove("link", WISH));
            } catch (RefusedUpdateException | IOException | InterruptedException e) {
                first.completeExceptionally(e);
            }
        });
        thread.start();
        assertTrue(reached.await(30, TimeUnit.SECONDS));

        RefusedUpdateException refusal =
                assertThrows(RefusedUpdateException.class, () -> instance.updater.update("base", WISH));
        goOn.countDown();

        assertEquals("'feature remove link' is running; try again when it is done", refusal.getMessage());
        assertNotNull(first.get(30, TimeUnit.SECONDS));
        instance.updater.update("base", WISH);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertRefused("runs already: use 'feature update'", () -> instance.updater.install("link", WISH));
        assertRefused("is unknown", () -> instance.updater.update("nosuch", WISH));
        assertRefused("these do: base, link", () -> instance.updater.remove("nosuch", WISH));
    }

    @Test
    void aFeatureThatThisStartLeavesOutIsNotInstalled() throws Exception {
        instance.close();
        instance.property(FeatureSelection.EXCLUDED, "link").start();

        assertRefused("was started without the feature 'link'", () -> instance.updater.install("link", WISH));

        instance.updater.update("base", WISH);
        instance.close();
        instance.property(FeatureSelection.EXCLUDED, "").start();
        assertEquals(all("1.0.0"), instance.active());
    }

    @Test
    void aListThatIsDamagedIsToldAndTheFilesOfTheOwnerRule() throws Exception {
        update(TestFeature.of("link", "2", common, api("1.1.0"), user, online));
        Files.writeString(instance.files.data().resolve("installed.json"), "{\"selection\":");
        List<String> kept = kept();

        restart();

        assertEquals(all("1.0.0"), instance.active());
        assertTrue(instance.problems.get(0).contains("installed.json cannot be read"), instance.problems::toString);
        assertEquals(kept, kept());
    }

    @FunctionalInterface
    private interface Change {
        void run() throws Exception;
    }

    private static void assertRefused(String text, Change change) {
        RefusedUpdateException refusal = assertThrows(RefusedUpdateException.class, change::run);
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
    }

    private void assertReturned(String reason) throws Exception {
        assertTrue(reason.startsWith("feature update link was rolled back because "), reason);
        assertFalse(reason.contains("do not all work again"), reason);
        assertEquals(all("1.0.0"), instance.active());
        assertEquals(
                "1", instance.updater.running().feature("link").orElseThrow().version());
        assertEquals(List.of(), kept());
        assertTrue(instance.last.get().get(0).contains(" was rolled back because "));
        restart();
        assertEquals(all("1.0.0"), instance.active());
        assertTrue(instance.last.get().get(0).contains(" was rolled back because "));
    }

    private boolean conditionHolds() throws Exception {
        return instance.context().getServiceReferences((String) null, "(osgi.condition.id=test.online)") != null;
    }

    private static TestBundle api(String version) {
        return TestBundle.of("api", version).at(30).with(Constants.EXPORT_PACKAGE, "api;version=" + version);
    }

    private static Map<String, String> all(String version) {
        return Map.of("common", version, "api", version, "user", version, "online", version);
    }

    private void offer(TestFeature feature, String key) throws IOException {
        instance.offered.put(key, feature.open(dir.resolve(key)));
    }

    private String update(TestFeature feature) throws Exception {
        offer(feature, feature.name() + "-" + feature.version());
        return instance.updater.update(feature.name() + "-" + feature.version(), WISH);
    }

    private String refusal(TestFeature feature, FeatureUpdater.Wish wish) throws Exception {
        offer(feature, "bad");
        return assertThrows(RefusedUpdateException.class, () -> instance.updater.update("bad", wish))
                .getMessage();
    }

    private void restart() throws Exception {
        instance.close();
        instance.start();
    }

    /** What the store keeps. */
    private List<String> kept() throws IOException {
        List<String> names = new ArrayList<>();
        for (String folder : List.of("features", "bundles")) {
            Path path = instance.files.data().resolve(folder);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    files.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
                }
            }
        }
        return names;
    }

    private static void deleteRecursively(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
