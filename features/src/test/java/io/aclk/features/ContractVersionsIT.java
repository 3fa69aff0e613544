package io.aclk.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Clazz;
import aQute.bnd.osgi.Domain;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * What the versions of the contracts promise: a minor step of a package needs new builds of its providers alone, a major
 * step is refused by everybody who was built before it.
 */
class ContractVersionsIT {

    private static final Path TARGET = Path.of(System.getProperty("aclk.features.target"));
    private static final Jars JARS = new Jars(TARGET.resolve("jars"));
    private static final Set<String> CONTRACTS =
            Set.of("io.aclk.host.api", "io.aclk.api", "io.aclk.schemas", "io.aclk.cloud.api");

    /** Who implements what the users of a package only call, and so must be built again at each minor step of it. */
    private static final Map<String, Set<String>> PROVIDERS = Map.of(
            "io.aclk.host.api", Set.of("io.aclk.agent.store", "io.aclk.agent.web", "io.aclk.doctor"),
            "io.aclk.api.claim", Set.of("io.aclk.claiming"),
            "io.aclk.api.config", Set.of("io.aclk.config"),
            "io.aclk.api.link", Set.of("io.aclk.link"),
            "io.aclk.api.network", Set.of("io.aclk.network"),
            "io.aclk.api.transport", Set.of("io.aclk.transport"),
            "io.aclk.cloud.api", Set.of("io.aclk.cloud.broker", "io.aclk.cloud.gateway", "io.aclk.cloud.store"),
            "io.aclk.schemas", Set.of());

    @Test
    void theContractsAloneExportAndEachPackageHasAVersion() throws IOException {
        for (Path jar : ours()) {
            Domain bundle = Domain.domain(jar.toFile());
            boolean contract = CONTRACTS.contains(bundle.getBundleSymbolicName().getKey());
            assertEquals(contract, !bundle.getExportPackage().isEmpty(), jar.toString());
        }
        assertEquals(PROVIDERS.keySet(), exported().keySet());
        exported().forEach((name, version) -> assertTrue(version.getMajor() >= 1, name + " " + version));
    }

    @Test
    void aMinorStepNeedsNewProvidersOnlyAndAMajorStepIsRefused() throws IOException {
        Map<String, Set<String>> providers = new TreeMap<>();
        PROVIDERS.keySet().forEach(name -> providers.put(name, new TreeSet<>()));
        for (Path jar : ours()) {
            Domain bundle = Domain.domain(jar.toFile());
            Parameters imports = bundle.getImportPackage();
            for (Map.Entry<String, Version> contract : exported().entrySet()) {
                Attrs attributes = imports.get(contract.getKey());
                if (attributes == null) {
                    continue;
                }
                Version now = contract.getValue();
                VersionRange range = new VersionRange(attributes.getVersion());
                String where = bundle.getBundleSymbolicName().getKey() + " " + contract.getKey() + " " + range;
                assertTrue(range.includes(now), where);
                assertTrue(range.includes(new Version(now.getMajor(), now.getMinor(), now.getMicro() + 1)), where);
                assertTrue(!range.includes(new Version(now.getMajor() + 1, 0, 0)), where);
                if (!range.includes(new Version(now.getMajor(), now.getMinor() + 1, 0))) {
                    providers
                            .get(contract.getKey())
                            .add(bundle.getBundleSymbolicName().getKey());
                }
            }
        }
        assertEquals(new TreeMap<>(PROVIDERS), providers);
    }

    /** Without the mark bnd takes an interface for one that users implement, and any new method for a major step. */
    @Test
    void everyInterfaceOfAContractSaysWhoImplementsIt() throws Exception {
        List<String> unmarked = new ArrayList<>();
        int interfaces = 0;
        for (Path path : ours()) {
            Domain bundle = Domain.domain(path.toFile());
            String name = bundle.getBundleSymbolicName().getKey();
            if (!CONTRACTS.contains(name)) {
                continue;
            }
            try (Jar jar = new Jar(path.toFile());
                    Analyzer analyzer = new Analyzer(jar)) {
                for (Map.Entry<String, Resource> entry : jar.getResources().entrySet()) {
                    if (!entry.getKey().endsWith(".class") || entry.getKey().endsWith("-info.class")) {
                        continue;
                    }
                    Clazz type = new Clazz(analyzer, entry.getKey(), entry.getValue());
                    type.parseClassFile();
                    if (type.isInterface() && type.isPublic() && !type.isAnnotation()) {
                        interfaces++;
                        if (type.annotations("org/osgi/annotation/versioning/*Type")
                                .findAny()
                                .isEmpty()) {
                            unmarked.add(type.getFQN());
                        }
                    }
                }
            }
        }
        assertTrue(interfaces > 20, "interfaces: " + interfaces);
        assertEquals(List.of(), unmarked);
    }

    private static List<Path> ours() throws IOException {
        Set<Path> jars = new TreeSet<>();
        for (FeatureSource feature : FeatureSource.readAll(TARGET.resolve("features"))) {
            for (FeatureSource.Entry bundle : feature.bundles()) {
                if (bundle.coordinates().group().equals("io.aclk")) {
                    jars.add(JARS.get(bundle.coordinates()));
                }
            }
        }
        assertTrue(jars.size() > 20, "bundles: " + jars.size());
        return List.copyOf(jars);
    }

    private static Map<String, Version> exported() throws IOException {
        Map<String, Version> exported = new TreeMap<>();
        for (Path jar : ours()) {
            Domain.domain(jar.toFile()).getExportPackage().forEach((name, attributes) -> {
                assertNotNull(attributes.getVersion(), name + " has no version");
                exported.put(name, new Version(attributes.getVersion()));
            });
        }
        return exported;
    }
}
