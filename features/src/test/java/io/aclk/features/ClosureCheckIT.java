package io.aclk.features;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each feature of the build with one of its bundles left out. */
class ClosureCheckIT {

    private static final Path TARGET = Path.of(System.getProperty("aclk.features.target"));

    @TempDir
    Path dir;

    private PlainFramework framework;
    private ClosureCheck check;
    private FeatureSource base;
    private final List<FeatureSource> features = new ArrayList<>();

    @BeforeEach
    void readFeatures() throws IOException {
        framework = new PlainFramework(dir.resolve("framework"));
        check = new ClosureCheck(new Jars(TARGET.resolve("jars")), framework.systemBundle());
        for (FeatureSource feature : FeatureSource.readAll(TARGET.resolve("features"))) {
            if (feature.name().equals(FeatureBuild.BASE)) {
                base = feature;
            } else {
                features.add(feature);
            }
        }
    }

    @AfterEach
    void endFramework() throws IOException {
        framework.close();
    }

    @Test
    void theFeaturesAreClosed() {
        assertDoesNotThrow(() -> check.check(base, features));
    }

    /** Packages are missed by the resolver; who only registers services, by those that wait for them. */
    @ParameterizedTest
    @CsvSource({
        "aclk,  io.aclk.network,       io.aclk.transport,     the service io.aclk.api.network.Network",
        "aclk,  io.aclk.schemas,       io.aclk.export,        io.aclk.schemas",
        "aclk,  commons-text,          io.aclk.config,        org.apache.commons.text.similarity",
        "agent, io.aclk.agent.store,   io.aclk.agent.web,     the service io.aclk.host.api.MetricStore",
        "agent, jetty-io,              jetty-server,          org.eclipse.jetty.io",
        "cloud, io.aclk.cloud.broker,  io.aclk.cloud.gateway, the service io.aclk.cloud.api.Bus",
        "cloud, io.aclk.cloud.store,   io.aclk.cloud.console, the service io.aclk.cloud.api.Store"
    })
    void aBundleThatIsLeftOutIsMissed(String feature, String bundle, String user, String missing) {
        List<FeatureSource> less = features.stream()
                .map(each -> each.name().equals(feature) ? without(each, bundle) : each)
                .toList();

        IOException refusal = assertThrows(IOException.class, () -> check.check(base, less));

        String where = user.startsWith("jetty") ? "org.eclipse." + user.replace('-', '.') : user;
        assertTrue(
                refusal.getMessage().lines().anyMatch(line -> line.contains(where) && line.contains(missing)),
                refusal.getMessage());
    }

    private static FeatureSource without(FeatureSource feature, String artifact) {
        List<FeatureSource.Entry> bundles = new ArrayList<>(feature.bundles());
        assertTrue(bundles.removeIf(bundle -> bundle.coordinates().artifact().equals(artifact)), artifact);
        return new FeatureSource(feature.name(), feature.json(), feature.id(), bundles);
    }
}
