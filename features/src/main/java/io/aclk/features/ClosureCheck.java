package io.aclk.features;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.resource.Resource;

/**
 * Proves that each feature is closed: with the base its bundles find all that they need, in any selection of features that
 * is of use, and the link also in a host that is not ours.
 */
final class ClosureCheck {

    /** Of the base, what the link needs of a foreign host: a log, Declarative Services, ConfigAdmin. */
    private static final Set<String> FOREIGN_HOST = Set.of(
            "pax-logging-api",
            "pax-logging-logback",
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "org.osgi.service.component",
            "org.apache.felix.scr",
            "org.apache.felix.configadmin");

    /** What a feature finds where another one, or a foreign host, offers it. */
    private static final Predicate<String> OF_HOST = service -> service.startsWith("io.aclk.host.api.");

    private final Jars jars;
    private final Resource systemBundle;

    /**
     * A check.
     *
     * @param systemBundle what the framework itself offers
     */
    ClosureCheck(Jars jars, Resource systemBundle) {
        this.jars = jars;
        this.systemBundle = systemBundle;
    }

    /**
     * Checks each feature alone on the base, all of them together, and the link on a foreign host.
     *
     * @throws IOException if one is not closed; the text names the bundles and what is missing
     */
    void check(FeatureSource base, List<FeatureSource> features) throws IOException {
        List<String> problems = new ArrayList<>();
        List<FeatureSource.Entry> all = new ArrayList<>(base.bundles());
        for (FeatureSource feature : features) {
            List<FeatureSource.Entry> alone = new ArrayList<>(base.bundles());
            alone.addAll(feature.bundles());
            problems.addAll(problems("the feature " + feature.name() + " on the base", OF_HOST, alone));
            all.addAll(feature.bundles());
            if (feature.name().equals("aclk")) {
                List<FeatureSource.Entry> foreign = new ArrayList<>(base.bundles());
                foreign.removeIf(
                        bundle -> !FOREIGN_HOST.contains(bundle.coordinates().artifact()));
                foreign.addAll(feature.bundles());
                problems.addAll(problems("the feature " + feature.name() + " on a foreign host", OF_HOST, foreign));
            }
        }
        problems.addAll(problems("all features together", service -> false, all));
        if (!problems.isEmpty()) {
            throw new IOException("not closed:\n" + String.join("\n", problems));
        }
    }

    private List<String> problems(String what, Predicate<String> offeredElsewhere, List<FeatureSource.Entry> bundles)
            throws IOException {
        BundleSet set = new BundleSet(systemBundle, offeredElsewhere);
        for (Coordinates bundle : bundles.stream()
                .map(FeatureSource.Entry::coordinates)
                .distinct()
                .toList()) {
            set.add(jars.get(bundle));
        }
        return set.problems().stream().map(problem -> what + ": " + problem).toList();
    }
}
