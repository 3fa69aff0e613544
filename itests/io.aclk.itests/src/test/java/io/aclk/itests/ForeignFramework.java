package io.aclk.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * A framework that is not ours, as somebody else would embed it: the program of a process of its own. It takes whatever
 * framework is on its class path, installs bundles and starts them, and knows nothing of the link.
 *
 * <p>On standard input it takes the line {@code remove}, and ends at the end of the input. On standard output it says
 * {@code started} and {@code removed}.
 */
final class ForeignFramework {

    private static final long STOP_LIMIT_MILLIS = 20_000;
    private static final long REFRESH_LIMIT_SECONDS = 20;

    private ForeignFramework() {}

    /**
     * Runs until standard input ends.
     *
     * @param args storage of the framework; jars of the host; {@code --}; jars of the feature, in the order to start them
     */
    public static void main(String[] args) throws Exception {
        List<String> jars = List.of(args).subList(1, args.length);
        int end = jars.indexOf("--");
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, args[0]));
        framework.start();
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            BundleContext context = framework.getBundleContext();
            List<Bundle> host = install(context, jars.subList(0, end));
            List<Bundle> feature = install(context, jars.subList(end + 1, jars.size()));
            start(host);
            start(feature);
            System.out.println("started in " + context.getProperty(Constants.FRAMEWORK_VENDOR));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                if (line.equals("remove")) {
                    remove(framework, feature);
                    System.out.println("removed");
                }
            }
        } finally {
            framework.stop();
            framework.waitForStop(STOP_LIMIT_MILLIS);
        }
        System.exit(0);
    }

    private static List<Bundle> install(BundleContext context, List<String> jars) throws BundleException, IOException {
        List<Bundle> bundles = new ArrayList<>();
        for (String jar : jars) {
            try (InputStream in = Files.newInputStream(Path.of(jar))) {
                bundles.add(context.installBundle(jar, in));
            }
        }
        return bundles;
    }

    private static void start(Collection<Bundle> bundles) throws BundleException {
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    private static void remove(Framework framework, List<Bundle> bundles) throws Exception {
        for (int i = bundles.size() - 1; i >= 0; i--) {
            bundles.get(i).stop();
        }
        for (Bundle bundle : bundles) {
            bundle.uninstall();
        }
        CountDownLatch refreshed = new CountDownLatch(1);
        framework.adapt(FrameworkWiring.class).refreshBundles(bundles, (FrameworkEvent event) -> refreshed.countDown());
        if (!refreshed.await(REFRESH_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the bundles were not refreshed");
        }
    }
}
