package io.aclk.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Makes a framework, and puts what starts before the features into it. */
final class BaseBundles {

    private BaseBundles() {}

    /** A framework that is not started. */
    static Framework framework(Map<String, String> properties) throws IOException {
        return ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new IOException("the distribution is not whole: no framework in lib/"))
                .newFramework(properties);
    }

    /** Installs bundles; they start with the framework. */
    static void install(BundleContext context, List<Distribution.BaseBundle> bundles)
            throws IOException, BundleException {
        for (Distribution.BaseBundle base : bundles) {
            try (InputStream in = Files.newInputStream(base.jar())) {
                Bundle bundle = context.installBundle("base:" + base.jar().getFileName(), in);
                bundle.adapt(BundleStartLevel.class).setStartLevel(base.startLevel());
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
    }
}
