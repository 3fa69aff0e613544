package io.aclk.runtime.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;

/**
 * What must change so that the framework holds a set of bundles: told by hash, so that a bundle that was built again from
 * the same source is left alone. Immutable.
 *
 * @param added bundles that are not installed
 * @param updated installed bundles with another jar than the one that is wanted, or of a jar that is not known
 * @param removed installed bundles that nothing wants
 * @param unchanged installed bundles with the jar that is wanted
 */
record UpdatePlan(
        List<BundleSet.Wanted> added,
        Map<Bundle, BundleSet.Wanted> updated,
        List<Bundle> removed,
        Map<Bundle, BundleSet.Wanted> unchanged) {

    /**
     * Compares.
     *
     * @param installed the bundles of the runtime in the framework, by location
     * @param jars knows what they were installed from
     */
    static UpdatePlan of(Map<String, Bundle> installed, InstalledJars jars, BundleSet target) {
        List<BundleSet.Wanted> added = new ArrayList<>();
        Map<Bundle, BundleSet.Wanted> updated = new LinkedHashMap<>();
        Map<Bundle, BundleSet.Wanted> unchanged = new LinkedHashMap<>();
        target.bundles().forEach((location, wanted) -> {
            Bundle bundle = installed.get(location);
            if (bundle == null) {
                added.add(wanted);
            } else if (jars.installed(location).filter(wanted.hash()::equals).isPresent()) {
                unchanged.put(bundle, wanted);
            } else {
                updated.put(bundle, wanted);
            }
        });
        List<Bundle> removed = installed.entrySet().stream()
                .filter(entry -> !target.bundles().containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        return new UpdatePlan(added, updated, removed, unchanged);
    }

    /** The installed bundles whose wiring ends: those that are updated or removed. */
    Set<Bundle> touched() {
        Set<Bundle> touched = new LinkedHashSet<>(updated.keySet());
        touched.addAll(removed);
        return touched;
    }

    /** The jars that come into the framework. */
    Collection<BundleSet.Wanted> incoming() {
        List<BundleSet.Wanted> incoming = new ArrayList<>(updated.values());
        incoming.addAll(added);
        return incoming;
    }

    /** Whether every bundle is what it should be. */
    boolean isEmpty() {
        return added.isEmpty() && updated.isEmpty() && removed.isEmpty();
    }

    /** How many bundles change, and which, in words. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        part(parts, "added", added.stream().map(UpdatePlan::name).toList());
        part(parts, "updated", updated.values().stream().map(UpdatePlan::name).toList());
        part(parts, "removed", removed.stream().map(Bundle::getSymbolicName).toList());
        parts.add(unchanged.size() + " bundles unchanged");
        return String.join("; ", parts);
    }

    private static String name(BundleSet.Wanted wanted) {
        return wanted.entry().coordinates().artifact();
    }

    private static void part(List<String> parts, String what, List<String> names) {
        if (!names.isEmpty()) {
            parts.add(names.size() + " " + what + ": " + String.join(", ", names));
        }
    }
}
