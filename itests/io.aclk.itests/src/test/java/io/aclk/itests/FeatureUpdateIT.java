package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.NodeQueries;
import io.aclk.itests.driver.InFramework;
import io.aclk.itests.driver.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * {@code feature update} under 50 requests per second: one reconnect, no request lost, none run twice; only what changed
 * and its users are touched; and what would break is refused with the names of the bundles.
 */
@InFramework
@ExamReactorStrategy(PerClass.class)
@Timeout(200)
public class FeatureUpdateIT {

    private static final String NEXT = "0.1.1";
    private static final String VARIANTS = "aclk.itests.variants";
    private static final String CONTRACT = "io.aclk.api";
    /** The package that steps. */
    private static final String PACKAGE = "io.aclk.api.transport";

    private static final String PROVIDER = "io.aclk.transport";
    private static final String CONSUMER = "io.aclk.link";

    /** All that only the link uses: in this framework the cloud side shares {@code io.aclk.schemas}. */
    private static final List<String> ALL = List.of(
            CONTRACT,
            "io.aclk.config",
            "io.aclk.network",
            "io.aclk.claiming",
            PROVIDER,
            CONSUMER,
            "io.aclk.query",
            "io.aclk.export",
            "io.aclk.doctor",
            "io.aclk.shell");

    @Inject
    private BundleContext context;

    private CommandedInstance instance;
    private UUID node;

    /** The features to update to are made outside. */
    @Configuration
    public Option[] configuration() throws IOException {
        Path variants = Files.createTempDirectory("variants");
        for (String bundle : List.of(PROVIDER, "io.aclk.network", CONSUMER)) {
            FeatureVariant.of("aclk").upgrade(bundle, NEXT).directory(variants.resolve(bundle));
        }
        FeatureVariant all = FeatureVariant.of("aclk");
        for (String bundle : ALL) {
            all.upgrade(bundle, NEXT);
        }
        all.directory(variants.resolve("all"));
        step("1.1.0").directory(variants.resolve("minor-alone"));
        step("2.0.0").directory(variants.resolve("major"));
        step("1.1.0")
                .upgrade(PROVIDER, NEXT)
                .change(PROVIDER, jar -> jar.header(Constants.IMPORT_PACKAGE, range("[1.0,1.1)", "[1.1,1.2)")))
                .directory(variants.resolve("minor"));
        return CoreOptions.options(
                CoreOptions.composite(DistributionOptions.managed("agent", "aclk", "cloud")),
                CoreOptions.frameworkProperty(VARIANTS).value(variants.toString()));
    }

    /** The contract with another version of a package. */
    private static FeatureVariant step(String version) throws IOException {
        return FeatureVariant.of("aclk").upgrade(CONTRACT, NEXT).change(CONTRACT, jar -> jar.header(
                        Constants.EXPORT_PACKAGE, range("1.0.0", version))
                .header(Constants.IMPORT_PACKAGE, range("[1.0,2)", "[" + version + "," + version + "]")));
    }

    /** Replaces the version of the package in a header. */
    private static UnaryOperator<String> range(String from, String to) {
        String clause = PACKAGE + ";version=\"";
        return header -> {
            assertTrue(header.contains(clause + from + "\""), header);
            return header.replace(clause + from + "\"", clause + to + "\"");
        };
    }

    @BeforeEach
    public void steps() throws Exception {
        // offered once all features are started: the classes of their bundles are not there before
        Services.await(context, Function.class, "(aclk.control.command=feature)");
        instance = new CommandedInstance(context);
        node = instance.online();
    }

    @Test
    public void aBundleThatTheConnectionNeedsCostsOneReconnect() throws Exception {
        for (String bundle : List.of(PROVIDER, "io.aclk.network", CONSUMER)) {
            assertOneReconnect(bundle, "update", variant(bundle), "--allow-unsigned");
            assertEquals(NEXT, instance.bundle(bundle).getVersion().toString());
        }
        back();
    }

    @Test
    public void allAtOnceCostOneReconnect() throws Exception {
        assertOneReconnect("all", "update", variant("all"), "--allow-unsigned");
        for (String bundle : ALL) {
            assertEquals(NEXT, instance.bundle(bundle).getVersion().toString(), bundle);
        }
        back();
    }

    @Test
    public void aMinorStepNeedsNoRebuiltConsumer() throws Exception {
        Map<String, Long> before = installed();
        assertOneReconnect("a minor step", "update", variant("minor"), "--allow-unsigned");
        Map<String, Long> after = installed();
        after.entrySet().removeAll(before.entrySet());
        assertEquals(List.of(CONTRACT, PROVIDER), List.copyOf(after.keySet()), "what was updated");
        back();
    }

    @Test
    public void aMinorStepWithoutItsProviderIsRefused() throws Exception {
        assertRefused("minor-alone", PROVIDER);
    }

    @Test
    public void aMajorStepIsRefused() throws Exception {
        assertRefused("major", PROVIDER, CONSUMER);
    }

    // ---- steps

    private String variant(String name) {
        return Path.of(context.getProperty(VARIANTS), name).toString();
    }

    private void back() throws Exception {
        assertOneReconnect("the way back", "update", "aclk");
    }

    private void assertOneReconnect(String what, String... command) throws Exception {
        try (QueryLoad load = load();
                OnlineTimes online = new OnlineTimes(context)) {
            CommandedInstance.Reply reply = instance.command("feature", command);
            assertEquals(0, reply.exit(), what + ": " + reply);
            assertEquals(1, online.ends(), what + ": ends of a connection");
            if (online.longest().compareTo(QueryLoad.HARMLESS) > 0) {
                load.assertNothingTwice(what);
            } else {
                load.assertAllAnswered(what);
            }
        }
    }

    private void assertRefused(String variant, String... named) throws Exception {
        Map<String, Long> before = installed();
        try (QueryLoad load = load();
                OnlineTimes online = new OnlineTimes(context)) {
            CommandedInstance.Reply reply = instance.command("feature", "update", variant(variant), "--allow-unsigned");
            assertEquals(1, reply.exit(), reply::toString);
            for (String name : named) {
                assertTrue(reply.err().contains(name + " "), reply::toString);
            }
            assertTrue(reply.err().contains(PACKAGE), reply::toString);
            assertEquals(0, online.ends(), "the connection stays");
            assertEquals(before, installed(), "nothing was touched");
            load.assertAllAnsweredOnce(variant);
        }
    }

    private QueryLoad load() {
        return new QueryLoad(context, node, Services.await(context, NodeQueries.class, ""));
    }

    /** When each bundle was installed or updated. */
    private Map<String, Long> installed() {
        Map<String, Long> times = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            times.put(bundle.getSymbolicName(), bundle.getLastModified());
        }
        return times;
    }
}
