package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.cloud.api.NodeQueries;
import io.aclk.itests.driver.Diagnosis;
import io.aclk.itests.driver.InFramework;
import io.aclk.itests.driver.Services;
import java.util.List;
import java.util.UUID;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/**
 * The bundles of the link come and go in every order, under 50 requests per second: the link is online again by itself
 * each time, no request is lost to a step of one bundle and none runs twice, and the agent collects each second. It uses no class of {@code
 * io.aclk.api}, so that this bundle can go, too.
 *
 * <p>The order is random; {@code -Dseed=N} repeats one.
 */
@InFramework
@ExamReactorStrategy(PerClass.class)
public class LifeCycleIT {

    private static final int STEPS = Boolean.getBoolean("soak") ? 500 : 60;

    private static final String CONTRACT = "io.aclk.api";
    private static final List<String> LINK_BUNDLES = List.of(
            "io.aclk.config",
            "io.aclk.network",
            "io.aclk.claiming",
            "io.aclk.transport",
            "io.aclk.link",
            "io.aclk.query",
            "io.aclk.export",
            "io.aclk.doctor",
            "io.aclk.shell");

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] configuration() {
        return DistributionOptions.instance("agent", "aclk", "cloud");
    }

    @Test
    @Timeout(3_600)
    public void everyOrder() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("LifeCycleIT: -Dseed=" + seed);
        CommandedInstance instance = new CommandedInstance(context);
        UUID node = instance.online();
        CollectedSeconds collected = CollectedSeconds.from(context);
        BundleSteps steps = new BundleSteps(context, CONTRACT, LINK_BUNDLES, seed);
        int requests = 0;
        int slow = 0;
        try (QueryLoad load = new QueryLoad(context, node, Services.await(context, NodeQueries.class, ""))) {
            for (int i = 1; i <= STEPS; i++) {
                BundleStep step = steps.next();
                String what = "step " + i + " of -Dseed=" + seed + ": " + step;
                long begin = System.nanoTime();
                step.run();
                instance.awaitOnline("after " + what);
                if (System.nanoTime() - begin > QueryLoad.HARMLESS.toNanos()) {
                    requests += load.assertNothingTwice(what);
                    slow++;
                } else if (step.isSingle(CONTRACT)) {
                    requests += load.assertAllAnsweredOnce(what);
                } else {
                    // by hand, query and link may stop in an order that takes the way of a finished reply: then 409
                    requests += load.assertAllAnsweredOrTold(what);
                }
            }
        }
        int seconds = collected.assertComplete();
        assertEquals("all bundles active, all components satisfied", Diagnosis.of(context));
        System.out.printf(
                "LifeCycleIT: %d steps in %d s, %d of them too slow for the requests; %d requests%n",
                STEPS, seconds, slow, requests);
    }
}
