package io.aclk.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.apache.felix.resolver.Logger;
import org.apache.felix.resolver.ResolverImpl;
import org.apache.felix.utils.resource.RequirementImpl;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.HostedCapability;
import org.osgi.service.resolver.ResolutionException;
import org.osgi.service.resolver.ResolveContext;

/**
 * Bundles that are to resolve together, all of them, in a framework that has nothing else: by the resolver that Felix and
 * Karaf resolve with, so {@code uses} constraints count, too. Used by one thread.
 */
final class BundleSet extends ResolveContext {

    private static final String SERVICE = "osgi.service";
    private static final String OBJECT_CLASS = "objectClass";

    private final List<Resource> bundles = new ArrayList<>();
    private final Map<Resource, Set<String>> services = new LinkedHashMap<>();
    private final Predicate<String> offeredElsewhere;

    /**
     * An empty set.
     *
     * @param systemBundle the system bundle of the framework
     * @param offeredElsewhere whether a service, by the name of its interface, comes from bundles outside this set
     */
    BundleSet(Resource systemBundle, Predicate<String> offeredElsewhere) {
        bundles.add(systemBundle);
        this.offeredElsewhere = offeredElsewhere;
    }

    /** Adds a bundle. */
    void add(Path jar) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        Set<String> needed;
        try (JarFile file = new JarFile(jar.toFile())) {
            Attributes attributes = file.getManifest().getMainAttributes();
            attributes.forEach((name, value) -> headers.put(name.toString(), value.toString()));
            needed = NeededServices.of(file);
        }
        if (!headers.containsKey(Constants.BUNDLE_SYMBOLICNAME)) {
            throw new IOException(jar.getFileName() + " is no bundle: it has no " + Constants.BUNDLE_SYMBOLICNAME);
        }
        try {
            Resource bundle = ResourceBuilder.build(jar.toUri().toString(), headers);
            bundles.add(bundle);
            services.put(bundle, needed);
        } catch (BundleException e) {
            throw new IOException(jar.getFileName() + " is no bundle: " + e.getMessage(), e);
        }
    }

    /**
     * Why the bundles do not resolve together, or their components would wait for services that nobody registers.
     *
     * @return one line for each requirement and each service that no bundle offers; or, when only their combination fails, what the resolver
     *     says; empty if they resolve
     */
    List<String> problems() {
        List<String> missing = new ArrayList<>();
        for (Resource bundle : bundles) {
            for (Requirement requirement : bundle.getRequirements(null)) {
                if (isMandatory(requirement) && findProviders(requirement).isEmpty()) {
                    missing.add(name(bundle) + " needs " + words(requirement) + ", and no bundle offers it");
                }
            }
        }
        services.forEach((bundle, needed) -> needed.stream()
                .filter(service -> !offeredElsewhere.test(service) && !isOffered(service))
                .forEach(service ->
                        missing.add(name(bundle) + " needs the service " + service + ", and no bundle offers it")));
        if (!missing.isEmpty()) {
            return missing;
        }
        try {
            new ResolverImpl(new Logger(Logger.LOG_ERROR), Runnable::run).resolve(this);
            return List.of();
        } catch (ResolutionException e) {
            return List.of(e.getMessage());
        }
    }

    private boolean isOffered(String service) {
        for (Resource bundle : bundles) {
            for (Capability capability : bundle.getCapabilities(SERVICE)) {
                if (capability.getAttributes().get(OBJECT_CLASS) instanceof Collection<?> types
                        && types.contains(service)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Neither optional nor a dynamic import. */
    private boolean isMandatory(Requirement requirement) {
        return isEffective(requirement)
                && Namespace.RESOLUTION_MANDATORY.equals(requirement
                        .getDirectives()
                        .getOrDefault(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE, Namespace.RESOLUTION_MANDATORY));
    }

    @Override
    public Collection<Resource> getMandatoryResources() {
        return List.copyOf(bundles);
    }

    @Override
    public List<Capability> findProviders(Requirement requirement) {
        RequirementImpl wanted = new RequirementImpl(requirement.getResource(), requirement);
        List<Capability> providers = new ArrayList<>();
        for (Resource bundle : bundles) {
            for (Capability capability : bundle.getCapabilities(requirement.getNamespace())) {
                if (wanted.matches(capability)) {
                    providers.add(capability);
                }
            }
        }
        return providers;
    }

    @Override
    public int insertHostedCapability(List<Capability> capabilities, HostedCapability hosted) {
        capabilities.add(hosted);
        return capabilities.size() - 1;
    }

    @Override
    public boolean isEffective(Requirement requirement) {
        return Namespace.EFFECTIVE_RESOLVE.equals(requirement
                .getDirectives()
                .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE));
    }

    /** Nothing is resolved yet. */
    @Override
    public Map<Resource, Wiring> getWirings() {
        return Map.of();
    }

    private static String name(Resource bundle) {
        Capability identity =
                bundle.getCapabilities(IdentityNamespace.IDENTITY_NAMESPACE).get(0);
        return identity.getAttributes().get(IdentityNamespace.IDENTITY_NAMESPACE) + " "
                + identity.getAttributes().get(IdentityNamespace.CAPABILITY_VERSION_ATTRIBUTE);
    }

    private static String words(Requirement requirement) {
        return requirement.getNamespace() + " " + RequirementImpl.getFilter(requirement);
    }
}
