package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.FrameworkWiring;

/** Inside the framework: some bundles go, one after the other, and come back in another order. Used by one thread. */
final class BundleStep {

    private static final int REFRESH_SECONDS = 30;

    /** What happens to a bundle. */
    enum Way {
        /** Stopped and started. */
        RESTART,
        /** Updated in place to the same content with a higher version. */
        UPDATE,
        /** Uninstalled, and installed as a new bundle with a higher version. */
        REINSTALL
    }

    /** One bundle of a step. */
    record Change(String name, Way way) {
        @Override
        public String toString() {
            return way.name().toLowerCase(Locale.ROOT) + " " + name;
        }
    }

    private final BundleContext context;
    private final int number;
    private final List<Change> going;
    private final List<Change> coming;

    /**
     * A step.
     *
     * @param number higher than those of the steps before: it makes the higher versions
     * @param going what happens, in the order in which the bundles go
     * @param coming the same in the order in which they come back; a bundle after those whose packages it uses
     */
    BundleStep(BundleContext context, int number, List<Change> going, List<Change> coming) {
        this.context = context;
        this.number = number;
        this.going = List.copyOf(going);
        this.coming = List.copyOf(coming);
    }

    /** Whether a single bundle goes that no other one is wired to. */
    boolean isSingle(String contract) {
        return going.size() == 1 && !going.get(0).name().equals(contract);
    }

    /** Takes the step. What it does not touch but must be wired anew is so in between. */
    void run() throws Exception {
        List<Bundle> touched = new ArrayList<>();
        for (Change change : going) {
            Bundle bundle = bundle(change.name());
            if (change.way() == Way.REINSTALL) {
                bundle.uninstall();
            } else {
                bundle.stop();
            }
            touched.add(bundle);
        }
        for (Change change : coming) {
            Bundle bundle = touched.get(going.indexOf(change));
            if (change.way() != Way.RESTART) {
                bundle = renewed(bundle, change.way());
            }
            bundle.start();
        }
    }

    /** A bundle with its next version, resolved by nobody yet. */
    private Bundle renewed(Bundle bundle, Way way) throws Exception {
        Version version = bundle.getVersion();
        String next = version.getMajor() + "." + version.getMinor() + "." + (version.getMicro() + 1);
        byte[] jar = JarVariant.of(jar(bundle))
                .header(Constants.BUNDLE_VERSION, next + "." + number)
                .bytes();
        Bundle renewed = bundle;
        if (way == Way.UPDATE) {
            bundle.update(new ByteArrayInputStream(jar));
        } else {
            renewed = install(bundle.getLocation(), jar);
        }
        refresh(bundle);
        return renewed;
    }

    private Bundle install(String location, byte[] jar) throws BundleException {
        return context.installBundle(location, new ByteArrayInputStream(jar));
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> {
                    if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                        refreshed.countDown();
                    }
                });
        assertTrue(refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS), "wired anew: the users of " + bundle);
    }

    private Bundle bundle(String name) {
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        throw new AssertionError("no bundle " + name);
    }

    private static byte[] jar(Bundle bundle) throws IOException {
        try (InputStream in = URI.create(bundle.getLocation()).toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    @Override
    public String toString() {
        String gone = going.stream().map(Change::toString).collect(Collectors.joining(", "));
        return going.size() == 1
                ? gone
                : gone + ", back as " + coming.stream().map(Change::name).collect(Collectors.joining(", "));
    }
}
