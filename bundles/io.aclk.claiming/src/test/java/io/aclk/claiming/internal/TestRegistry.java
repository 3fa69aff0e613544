package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.fail;

import io.aclk.api.claim.Identity;
import java.lang.reflect.Proxy;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A bundle context without properties that can only register the service {@link Identity}. */
final class TestRegistry {

    private static final long LIMIT_MILLIS = 10_000;

    private Identity identity;
    private int registered;

    BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                TestRegistry.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, args) -> {
                    if (method.getName().equals("registerService") && args[0] == Identity.class) {
                        return register((Identity) args[1]);
                    }
                    if (method.getName().equals("getProperty")) {
                        return null;
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
        await(true);
        return identity();
    }

    void awaitNoIdentity() throws InterruptedException {
        await(false);
    }

    private synchronized void await(boolean present) throws InterruptedException {
        long end = System.currentTimeMillis() + LIMIT_MILLIS;
        while ((identity != null) != present) {
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
