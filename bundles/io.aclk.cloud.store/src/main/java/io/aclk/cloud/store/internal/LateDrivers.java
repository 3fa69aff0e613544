package io.aclk.cloud.store.internal;

import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.jdbc.DataSourceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drivers that were resolved before the API of JDBC services was installed. They import it optionally, so they start
 * without it and offer no {@link DataSourceFactory}, for ever; a bundle of the deploy directory is early enough for that.
 */
final class LateDrivers {

    private static final Logger LOG = LoggerFactory.getLogger(LateDrivers.class);
    private static final String API = DataSourceFactory.class.getPackageName();

    private LateDrivers() {}

    /** Has them resolved again, which restarts them. Returns at once. */
    static void refresh(BundleContext context) {
        List<Bundle> late = Arrays.stream(context.getBundles())
                .filter(LateDrivers::lacksTheApi)
                .toList();
        if (!late.isEmpty()) {
            LOG.debug("Refreshing {}: they were resolved before {} was there", late, API);
            context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(late);
        }
    }

    private static boolean lacksTheApi(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        BundleWiring wiring = revision == null ? null : revision.getWiring();
        return wiring != null && imports(revision) && !isWired(wiring);
    }

    private static boolean imports(BundleRevision revision) {
        return revision.getDeclaredRequirements(BundleRevision.PACKAGE_NAMESPACE).stream()
                .anyMatch(requirement -> String.valueOf(
                                requirement.getDirectives().get("filter"))
                        .contains("(" + BundleRevision.PACKAGE_NAMESPACE + "=" + API + ")"));
    }

    private static boolean isWired(BundleWiring wiring) {
        return wiring.getRequiredWires(BundleRevision.PACKAGE_NAMESPACE).stream()
                .anyMatch(
                        wire -> API.equals(wire.getCapability().getAttributes().get(BundleRevision.PACKAGE_NAMESPACE)));
    }
}
