package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.fail;

import io.aclk.api.claim.Identity;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A bundle context that has properties and can register the service {@link Identity}, and fails for everything else. */
final class TestRegistry {

    private static final long LIMIT_MILLIS = 20_000;

    final Map<String, String> properties = new ConcurrentHashMap<>();
    private Identity identity;
    private int registered;

    BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                TestRegistry.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, args) -> {
                    if (method.getName().equals("registerService") && args[0] == Identity.class) {
                        return register((Identity) args[1]);
                    }
                    if (method.getName().equals("getProperty")) {
                        return properties.get(args[0]);
                    }
                    throw new AssertionError("not expected: " + method);
                });
    }

    synchronized Identity identity() {
        return identity;
    }

    synchronized int registered() {
        return registered;
    }

    Identity awaitIdentity() throws InterruptedException {
        await(now -> now != null);
        return identity();
    }

    Identity awaitAnother(Identity old) throws InterruptedException {
        await(now -> now != null && now != old);
        return identity();
    }

    void awaitNoIdentity() throws InterruptedException {
        await(now -> now == null);
    }

    private synchronized void await(Predicate<Identity> condition) throws InterruptedException {
        long end = System.currentTimeMillis() + LIMIT_MILLIS;
        while (!condition.test(identity)) {
            long left = end - System.currentTimeMillis();
            if (left <= 0) {
                fail("identity: " + identity);
            }
            wait(left);
        }
    }

    private synchronized ServiceRegistration<?> register(Identity service) {
        identity = service;
        registered++;
        notifyAll();
        return (ServiceRegistration<?>) Proxy.newProxyInstance(
                TestRegistry.class.getClassLoader(),
                new Class<?>[] {ServiceRegistration.class},
                (proxy, method, args) -> {
                    unregister();
                    return null;
                });
    }

    private synchronized void unregister() {
        identity = null;
        notifyAll();
    }
}
