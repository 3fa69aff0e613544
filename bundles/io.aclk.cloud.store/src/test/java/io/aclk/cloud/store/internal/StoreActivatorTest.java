package io.aclk.cloud.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** In a framework where nobody offers a driver. */
class StoreActivatorTest {

    private static final long LONG = 600_000;

    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();

    @Test
    void aDriverThatIsMissingIsNamed() throws Exception {
        StoreActivator activator = activator("jdbc:postgresql://db/aclk", 50);
        String line = refused.poll(10, TimeUnit.SECONDS);
        activator.deactivate();
        assertNotNull(line, "the start is refused");
        assertEquals(1, line.lines().count(), line);
        assertTrue(line.startsWith("No driver for jdbc:postgresql: "), line);
        assertTrue(line.contains("org.postgresql:postgresql") && line.contains("DIR/deploy"), line);
    }

    @Test
    void stoppingEndsTheWaitAndRefusesNothing() throws Exception {
        StoreActivator activator = activator("jdbc:postgresql://db/aclk", LONG);
        long start = System.nanoTime();
        activator.deactivate();
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3));
        assertNull(refused.poll());
    }

    @Test
    void aLimitThatIsNoNumberAboveZeroIsNamed() throws Exception {
        StoreActivator activator = activator(Map.of("nodes_per_agent", 0), LONG);
        activator.deactivate();
        assertEquals("nodes.per.agent in conf/io.aclk.cloud.cfg must be a number above 0", refused.poll());
    }

    private StoreActivator activator(String url, long millis) throws Exception {
        return activator(Map.of("jdbc_url", url), millis);
    }

    private StoreActivator activator(Map<String, Object> values, long millis) throws Exception {
        StoreConfig config = (StoreConfig) Proxy.newProxyInstance(
                StoreConfig.class.getClassLoader(),
                new Class<?>[] {StoreConfig.class},
                (proxy, method, args) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
        BundleContext nobody = (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, args) -> method.getName().equals("getBundles") ? new Bundle[0] : null);
        return new StoreActivator(nobody, config, refused::add, millis);
    }
}
