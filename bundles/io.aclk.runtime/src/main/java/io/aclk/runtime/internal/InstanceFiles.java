package io.aclk.runtime.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;

/**
 * Where the instance and the distribution that runs it keep their files, as the launcher says in framework properties
 * ({@code docs/design.md} section 7).
 *
 * @param dir the instance directory
 * @param distribution the distribution: {@code bundles/}, {@code features/}, {@code conf/}
 */
record InstanceFiles(Path dir, Path distribution) {

    /** Framework property: the instance directory. */
    static final String DIR = "aclk.dir";

    /** Framework property: folder of the shipped defaults of {@code conf/}. */
    static final String CONF_DEFAULT = "aclk.conf.default";

    /** The files of the framework that this bundle runs in. */
    static InstanceFiles of(BundleContext context) {
        Path conf = Path.of(required(context, CONF_DEFAULT)).toAbsolutePath();
        return new InstanceFiles(Path.of(required(context, DIR)).toAbsolutePath(), conf.getParent());
    }

    private static String required(BundleContext context, String property) {
        String value = context.getProperty(property);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("the framework property " + property + " is not set");
        }
        return value;
    }

    /** Configuration of the owner. */
    Path conf() {
        return dir.resolve("conf");
    }

    /** The shipped configuration. */
    Path shippedConf() {
        return distribution.resolve("conf");
    }

    /** What the instance keeps. */
    Path data() {
        return dir.resolve("data");
    }

    /** Pid and control socket. */
    Path run() {
        return dir.resolve("run");
    }

    /** A file of {@code conf/}: that of the owner, else the shipped one, else none. */
    Optional<Path> conf(String name) {
        return first(List.of(conf().resolve(name), shippedConf().resolve(name)));
    }

    /** The file of a feature: one in the instance, else the shipped one, else none. */
    Optional<Path> feature(String name) {
        String file = name + ".json";
        return first(List.of(
                dir.resolve("features").resolve(file),
                distribution.resolve("features").resolve(file)));
    }

    /** The folders that hold bundles, the instance first. */
    Set<Path> repositories() {
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(dir.resolve("bundles"));
        folders.add(distribution.resolve("bundles"));
        return folders;
    }

    private static Optional<Path> first(List<Path> candidates) {
        return candidates.stream().filter(Files::isRegularFile).findFirst();
    }
}
