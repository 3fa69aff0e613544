package io.aclk.itests;

import io.aclk.itests.driver.InFramework;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Where Felix health checks are installed, which the distribution does not bring, those of the link are there. */
@InFramework
@ExamReactorStrategy(PerClass.class)
public class HealthIT {

    private static final String HEALTH_CHECK = "org.apache.felix.hc.api.HealthCheck";

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] configuration() throws ClassNotFoundException {
        return Stream.concat(
                        Arrays.stream(DistributionOptions.instance("agent", "aclk")),
                        Stream.of(DistributionOptions.bundleOf(Class.forName(HEALTH_CHECK))))
                .toArray(Option[]::new);
    }

    @Test
    public void anUnclaimedAgentIsHealthy() throws Exception {
        Map<String, String> healthy = Map.of(
                "ACLK link", "OK",
                "ACLK configuration", "OK",
                "ACLK claim", "OK",
                "ACLK server certificate", "OK");
        Await.until(
                "the health checks are there and pass",
                Instance.ONLINE_LIMIT,
                () -> results().equals(healthy),
                () -> results() + new Instance(context).describe());
    }

    /** By name. The types of the health checks are not among those that this test shares with the bundles. */
    private Map<String, String> results() {
        try {
            Map<String, String> results = new TreeMap<>();
            ServiceReference<?>[] checks = context.getAllServiceReferences(HEALTH_CHECK, "(hc.tags=aclk)");
            for (ServiceReference<?> check : checks == null ? new ServiceReference<?>[0] : checks) {
                Object service = context.getService(check);
                Object result = service.getClass().getMethod("execute").invoke(service);
                results.put(
                        check.getProperty("hc.name").toString(),
                        result.getClass().getMethod("getStatus").invoke(result).toString());
            }
            return results;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
