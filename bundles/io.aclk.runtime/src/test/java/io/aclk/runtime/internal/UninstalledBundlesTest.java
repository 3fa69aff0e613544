package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;

/** A bundle that used a service and was uninstalled is collected, in a real framework. The loggers: FeatureRemoveIT. */
class UninstalledBundlesTest {

    private static final int COLLECTIONS = 50;

    @TempDir
    Path dir;

    private Framework framework;
    private BundleContext context;

    /** Uses a service that outlives its bundle. */
    public static final class User implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            context.getService(context.getServiceReference(Runnable.class));
        }

        @Override
        public void stop(BundleContext context) {}
    }

    @BeforeEach
    void startFramework() throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(
                        Map.of(Constants.FRAMEWORK_STORAGE, dir.resolve("cache").toString()));
        framework.start();
        context = framework.getBundleContext();
        context.registerService(Runnable.class, () -> {}, null);
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.stop();
        framework.waitForStop(TimeUnit.SECONDS.toMillis(30));
    }

    @Test
    void aBundleThatUsedAServiceIsCollected() throws Exception {
        context.addFrameworkListener(new UninstalledBundles(context));
        Bundle stays = install("stays");

        WeakReference<Bundle> gone = new WeakReference<>(install("goes"));
        remove(gone.get());

        for (int i = 0; i < COLLECTIONS && gone.get() != null; i++) {
            System.gc();
        }
        assertNull(gone.get(), "the bundle that was uninstalled");
        assertEquals(1, stays.getServicesInUse().length, "what the other one uses");
    }

    private Bundle install(String name) throws Exception {
        Path jar = TestBundle.of(name, "1.0.0").doing(User.class).write(dir);
        Bundle bundle = context.installBundle(jar.toUri().toString());
        bundle.start();
        assertEquals(1, bundle.getServicesInUse().length);
        return bundle;
    }

    private void remove(Bundle bundle) throws Exception {
        CountDownLatch refreshed = new CountDownLatch(1);
        bundle.uninstall();
        // called after those that were added before
        context.addFrameworkListener(event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        framework.adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
        assertTrue(refreshed.await(30, TimeUnit.SECONDS));
    }
}
