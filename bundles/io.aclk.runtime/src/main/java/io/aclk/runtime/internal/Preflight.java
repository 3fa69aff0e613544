package io.aclk.runtime.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.apache.felix.utils.resource.RequirementImpl;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/**
 * Looks ahead: which bundles could not be wired any more after a plan, because something that they need would be offered
 * by nobody. It goes by declared requirements and capabilities (OSGi Core 8, chapter 6), without {@code uses}; what it
 * lets pass and the framework refuses is noticed at the start of the bundle.
 */
final class Preflight {

    private Preflight() {}

    /**
     * Checks a plan.
     *
     * @throws RefusedUpdateException naming the bundles that would break, and what each would miss
     * @throws IOException if a jar cannot be read
     */
    static void check(BundleContext context, UpdatePlan plan) throws RefusedUpdateException, IOException {
        Set<Resource> mustResolve = new HashSet<>();
        List<Resource> resources = new ArrayList<>();
        Set<Bundle> touched = plan.touched();
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (!touched.contains(bundle) && revision != null) {
                resources.add(revision);
                if (bundle.getState() != Bundle.INSTALLED) {
                    mustResolve.add(revision);
                }
            }
        }
        for (BundleSet.Wanted wanted : plan.incoming()) {
            Resource resource = resource(wanted);
            resources.add(resource);
            mustResolve.add(resource);
        }
        Map<Resource, Requirement> broken = unresolvable(resources);
        broken.keySet().retainAll(mustResolve);
        if (!broken.isEmpty()) {
            List<String> lines = new ArrayList<>();
            broken.forEach((resource, requirement) -> lines.add(name(resource) + " needs "
                    + BundleFailure.requirement(
                            requirement.getNamespace(),
                            requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, ""))
                    + ", which no bundle would offer"));
            throw new RefusedUpdateException("it would break " + String.join("; ", lines));
        }
    }

    private static Resource resource(BundleSet.Wanted wanted) throws IOException {
        try (JarFile jar = new JarFile(wanted.jar().toFile())) {
            if (jar.getManifest() == null) {
                throw new IOException("it has no manifest");
            }
            Map<String, String> headers = new HashMap<>();
            jar.getManifest()
                    .getMainAttributes()
                    .forEach((key, value) -> headers.put(key.toString(), value.toString()));
            return ResourceBuilder.build(wanted.location(), headers);
        } catch (IOException | BundleException | IllegalArgumentException e) {
            throw new IOException(wanted.entry().coordinates() + " is no bundle: " + e.getMessage(), e);
        }
    }

    /** Removes what cannot be resolved until all that is left can, and says which requirement each falls over. */
    private static Map<Resource, Requirement> unresolvable(List<Resource> resources) {
        List<Resource> left = new ArrayList<>(resources);
        Map<Resource, Requirement> broken = new LinkedHashMap<>();
        boolean changed = true;
        while (changed) {
            Map<String, List<Capability>> offers = offers(left);
            Map<Resource, Requirement> round = new LinkedHashMap<>();
            for (Resource resource : left) {
                unmet(resource, offers).ifPresent(requirement -> round.put(resource, requirement));
            }
            left.removeAll(round.keySet());
            broken.putAll(round);
            changed = !round.isEmpty();
        }
        return broken;
    }

    private static Map<String, List<Capability>> offers(Collection<Resource> resources) {
        Map<String, List<Capability>> offers = new TreeMap<>();
        for (Resource resource : resources) {
            for (Capability capability : resource.getCapabilities(null)) {
                offers.computeIfAbsent(capability.getNamespace(), namespace -> new ArrayList<>())
                        .add(capability);
            }
        }
        return offers;
    }

    private static Optional<Requirement> unmet(Resource resource, Map<String, List<Capability>> offers) {
        return resource.getRequirements(null).stream()
                .filter(Preflight::mandatory)
                .filter(requirement -> {
                    RequirementImpl matching = new RequirementImpl(resource, requirement);
                    return offers.getOrDefault(requirement.getNamespace(), List.of()).stream()
                            .noneMatch(matching::matches);
                })
                .findFirst();
    }

    /** Whether the framework must meet a requirement to resolve a bundle. */
    private static boolean mandatory(Requirement requirement) {
        Map<String, String> directives = requirement.getDirectives();
        String resolution =
                directives.getOrDefault(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE, Namespace.RESOLUTION_MANDATORY);
        String effective =
                directives.getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE);
        return resolution.equals(Namespace.RESOLUTION_MANDATORY) && effective.equals(Namespace.EFFECTIVE_RESOLVE);
    }

    private static String name(Resource resource) {
        if (resource instanceof BundleRevision revision) {
            return revision.getSymbolicName() + " " + revision.getVersion();
        }
        Map<String, Object> identity = resource.getCapabilities(IdentityNamespace.IDENTITY_NAMESPACE)
                .get(0)
                .getAttributes();
        return identity.get(IdentityNamespace.IDENTITY_NAMESPACE) + " "
                + identity.getOrDefault(Constants.VERSION_ATTRIBUTE, Version.emptyVersion);
    }
}
