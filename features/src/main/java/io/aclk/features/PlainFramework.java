package io.aclk.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Resource;

/** A framework without bundles, for what its system bundle offers: the packages of OSGi and of the Java that builds. */
final class PlainFramework implements AutoCloseable {

    private final Framework framework;

    /**
     * Makes one; nothing of it runs.
     *
     * @param storage directory of its own
     */
    PlainFramework(Path storage) throws IOException {
        Files.createDirectories(storage);
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        storage.toString(),
                        Constants.FRAMEWORK_STORAGE_CLEAN,
                        Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                        // this is a process of Maven's: nothing in it is to be replaced
                        "felix.service.urlhandlers",
                        "false",
                        // no pool, whose threads would outlive the framework
                        "felix.resolver.parallelism",
                        "1",
                        // as strict as the framework can be
                        "felix.systempackages.calculate.uses",
                        "true"));
        try {
            framework.init();
        } catch (BundleException e) {
            throw new IOException("the framework cannot be made: " + e.getMessage(), e);
        }
    }

    /** The system bundle. */
    Resource systemBundle() {
        return framework.adapt(BundleRevision.class);
    }

    @Override
    public void close() throws IOException {
        try {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(30));
        } catch (BundleException e) {
            throw new IOException("the framework cannot be stopped: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
