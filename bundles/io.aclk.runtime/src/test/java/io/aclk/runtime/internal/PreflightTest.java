package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

/** What bundles declare, looked through before they come into a real framework. */
class PreflightTest {

    @TempDir
    Path dir;

    private TestInstance instance;

    @BeforeEach
    void start() throws Exception {
        instance = new TestInstance(dir.resolve("instance"), dir.resolve("distribution"))
                .listing()
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        instance.close();
    }

    @Test
    void whatTheFrameworkOffersAndWhatComesTogetherIsEnough() throws Exception {
        check(
                TestBundle.of("api", "1.0.0")
                        .with(Constants.EXPORT_PACKAGE, "api;version=1.0.0")
                        .with(Constants.REQUIRE_CAPABILITY, "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\""),
                TestBundle.of("user", "1.0.0")
                        .with(Constants.IMPORT_PACKAGE, "org.osgi.framework;version=\"[1.8,2)\",javax.net.ssl,api")
                        .with(Constants.REQUIRE_BUNDLE, "api;bundle-version=\"[1,2)\""),
                TestBundle.of("part", "1.0.0").with(Constants.FRAGMENT_HOST, "user"));
    }

    @Test
    void whatIsOptionalOrAskedAtRunTimeIsNotNeeded() throws Exception {
        check(TestBundle.of("modest", "1.0.0")
                .with(Constants.IMPORT_PACKAGE, "no.such.pack;resolution:=optional")
                .with(
                        Constants.REQUIRE_CAPABILITY,
                        "osgi.service;filter:=\"(objectClass=no.Such)\";effective:=active"));
    }

    @Test
    void whatIsMissingIsNamedWithTheBundlesThatFallWithIt() {
        String refusal = refusal(
                TestBundle.of("root", "1.0.0")
                        .with(Constants.IMPORT_PACKAGE, "no.such.pack;version=\"[1.2,2)\"")
                        .with(Constants.EXPORT_PACKAGE, "root"),
                TestBundle.of("user", "1.0.0").with(Constants.IMPORT_PACKAGE, "root"),
                TestBundle.of("part", "1.0.0").with(Constants.FRAGMENT_HOST, "nobody"),
                TestBundle.of("needy", "1.0.0").with(Constants.REQUIRE_CAPABILITY, "some.cap;filter:=\"(name=x)\""),
                TestBundle.of("sound", "1.0.0"));

        assertTrue(refusal.startsWith("it would break "), refusal);
        assertTrue(
                refusal.contains(
                        "root 1.0.0 needs the package no.such.pack version 1.2.0 or later below 2.0.0, which no"
                                + " bundle would offer"),
                refusal);
        assertTrue(refusal.contains("user 1.0.0 needs the package root, which"), refusal);
        assertTrue(refusal.contains("part 1.0.0 needs the bundle nobody, which"), refusal);
        assertTrue(refusal.contains("needy 1.0.0 needs some.cap (name=x), which"), refusal);
        assertFalse(refusal.contains("sound"), refusal);
    }

    @Test
    void aJarThatIsNoBundleIsNamed() throws IOException {
        Path jar = Files.writeString(dir.resolve("broken.jar"), "no zip");
        UpdatePlan plan = new UpdatePlan(List.of(wanted("broken", jar)), Map.of(), List.of(), Map.of());

        IOException failure = assertThrows(IOException.class, () -> Preflight.check(instance.context(), plan));

        assertTrue(failure.getMessage().startsWith("test:broken:1.0.0 is no bundle: "), failure.getMessage());
    }

    private String refusal(TestBundle... bundles) {
        return assertThrows(RefusedUpdateException.class, () -> check(bundles)).getMessage();
    }

    private void check(TestBundle... bundles) throws RefusedUpdateException, IOException {
        List<BundleSet.Wanted> added = new ArrayList<>();
        for (TestBundle bundle : bundles) {
            added.add(wanted(bundle.name(), bundle.write(dir.resolve("jars"))));
        }
        Preflight.check(instance.context(), new UpdatePlan(added, Map.of(), List.of(), Map.of()));
    }

    private static BundleSet.Wanted wanted(String name, Path jar) {
        return new BundleSet.Wanted(
                new FeatureFile.Entry(new Coordinates("test", name, "1.0.0", ""), 50, "", ""), jar, "");
    }
}
