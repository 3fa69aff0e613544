package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.cloud.api.NodeQueries;
import io.aclk.itests.driver.InFramework;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * What the restart and the update of each bundle of the link cost ({@code docs/life-cycle.md}): nothing or one reconnect,
 * and no query in either case.
 */
@InFramework
@ExamReactorStrategy(PerClass.class)
public class CostClassIT {

    private static final List<String> KEEP_THE_CONNECTION = List.of(
            "io.aclk.config", "io.aclk.claiming", "io.aclk.query", "io.aclk.export", "io.aclk.doctor", "io.aclk.shell");
    private static final List<String> RECONNECT = List.of("io.aclk.transport", "io.aclk.network", "io.aclk.link");

    /** Longer than the link looks after anything that it depends on. */
    private static final Duration SETTLED = Duration.ofSeconds(2);
    /** How often a step may take longer than that: the machine may be busy with something else. */
    private static final int TRIES = 4;

    @Inject
    private BundleContext context;

    private Instance instance;
    private UUID node;

    @Configuration
    public Option[] configuration() {
        return DistributionOptions.instance("agent", "aclk", "cloud");
    }

    @BeforeEach
    public void steps() throws Exception {
        instance = new Instance(context);
        node = instance.online();
    }

    /** Does something to a bundle. */
    private interface Step {
        void on(Bundle bundle) throws Exception;
    }

    @Test
    @Timeout(280)
    public void theConnectionStays() throws Exception {
        try (QueryLoad load = load()) {
            for (String name : KEEP_THE_CONNECTION) {
                keepsTheConnection(load, name);
            }
        }
    }

    @Test
    @Timeout(280)
    public void thereIsOneReconnectAtOnce() throws Exception {
        try (QueryLoad load = load()) {
            for (String name : RECONNECT) {
                reconnectsOnce(load, "a restart of " + name, name, this::restart);
                reconnectsOnce(load, "an update of " + name, name, this::update);
            }
        }
    }

    // ---- steps

    private QueryLoad load() {
        return new QueryLoad(context, node, instance.service(NodeQueries.class));
    }

    /** One look at the end is for the restart and for the update: neither may have cost a connection. */
    private void keepsTheConnection(QueryLoad load, String name) throws Exception {
        LinkStatus before = instance.status();
        assertTrue(before.online(), instance.describe());
        restart(instance.bundle(name));
        assertTrue(instance.status().online(), instance.describe());
        load.assertAllAnsweredOnce("a restart of " + name);
        update(instance.bundle(name));
        String what = "a restart and an update of " + name;
        Await.holds(
                "online during and after " + what,
                SETTLED,
                () -> instance.status().online(),
                instance::describe);
        LinkStatus after = instance.status();
        assertEquals(sessionId(before), sessionId(after), what);
        assertEquals(before.connections(), after.connections(), what);
        load.assertAllAnsweredOnce(what);
    }

    private void reconnectsOnce(QueryLoad load, String what, String name, Step step) throws Exception {
        int tries = 1;
        Duration away = reconnects(load, what, name, step);
        while (away.compareTo(QueryLoad.HARMLESS) > 0 && tries < TRIES) {
            away = reconnects(load, what, name, step);
            tries++;
        }
        assertTrue(
                away.compareTo(QueryLoad.HARMLESS) <= 0, what + " took " + away + " the last of " + tries + " times");
    }

    /** How long it took. What was asked meanwhile must have an answer if that was not too long. */
    private Duration reconnects(QueryLoad load, String what, String name, Step step) throws Exception {
        LinkStatus before = instance.status();
        assertTrue(before.online(), instance.describe());
        long begin = System.nanoTime();
        step.on(instance.bundle(name));
        Await.until(
                "online after " + what,
                Instance.ONLINE_LIMIT,
                () -> instance.now(Link.class).isPresent() && isAnother(instance.status(), before),
                instance::describe);
        Duration away = Duration.ofNanos(System.nanoTime() - begin);
        Await.holds(
                "it stays so after " + what, SETTLED, () -> instance.status().online(), instance::describe);
        LinkStatus after = instance.status();
        assertNotEquals(sessionId(before), sessionId(after), what);
        // a new link counts anew
        int connections = name.equals("io.aclk.link") ? 1 : before.connections() + 1;
        assertEquals(connections, after.connections(), what);
        assertEquals(0.0, after.lastBackoffSeconds(), what);
        if (away.compareTo(QueryLoad.HARMLESS) > 0) {
            load.assertNothingTwice(what);
        } else {
            load.assertAllAnsweredOnce(what);
        }
        return away;
    }

    private void restart(Bundle bundle) throws BundleException {
        bundle.stop();
        bundle.start();
    }

    /** In place, to the same content with a higher version. */
    private void update(Bundle bundle) throws Exception {
        byte[] next = JarVariant.of(jar(bundle))
                .header(Constants.BUNDLE_VERSION, bundle.getVersion() + "-next")
                .bytes();
        bundle.stop();
        bundle.update(new ByteArrayInputStream(next));
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> {
                    if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                        refreshed.countDown();
                    }
                });
        assertTrue(refreshed.await(20, TimeUnit.SECONDS), "refreshed");
        bundle.start();
    }

    private static byte[] jar(Bundle bundle) throws IOException {
        try (InputStream in = URI.create(bundle.getLocation()).toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    /** Whether it is online anew: right after the step it may not have noticed yet that it is not. */
    private static boolean isAnother(LinkStatus status, LinkStatus before) {
        return status.online() && sessionId(status) != sessionId(before);
    }

    private static long sessionId(LinkStatus status) {
        return status.session().orElseThrow().sessionId();
    }
}
