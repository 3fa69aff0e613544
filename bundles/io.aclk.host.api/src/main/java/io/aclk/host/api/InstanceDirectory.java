package io.aclk.host.api;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/**
 * Where an instance keeps its files ({@code docs/design.md} section 7), as framework properties say. The launcher sets
 * them; the owner of another container may set them, and otherwise everything lies in the folder {@code aclk} of the
 * container: in Apache Karaf that of its own directory ({@code karaf.base}), elsewhere of the working directory.
 *
 * @param root the instance directory
 */
public record InstanceDirectory(Path root) {

    /** Framework property: the instance directory. */
    public static final String PROPERTY = "aclk.dir";

    /** Framework property of Apache Karaf: directory of the container, whatever directory it was started in. */
    private static final String KARAF_BASE = "karaf.base";

    /** Framework property: folder of the shipped defaults, read where a file of {@link #conf()} is missing. */
    public static final String DEFAULTS_PROPERTY = "aclk.conf.default";

    /**
     * Framework property: {@code true} in the short-lived framework of a command that looks at a stopped agent. Nothing
     * claims, connects by itself, collects, listens, or writes below {@link #root} then.
     */
    public static final String PROBE_PROPERTY = "aclk.probe";

    /** Whether the framework only looks ({@link #PROBE_PROPERTY}). */
    public static boolean probing(BundleContext context) {
        return Boolean.parseBoolean(context.getProperty(PROBE_PROPERTY));
    }

    /** The directory of the framework that a bundle runs in. */
    public static InstanceDirectory of(BundleContext context) {
        String dir = property(context, PROPERTY);
        Path root = dir.isEmpty() ? Path.of(property(context, KARAF_BASE), "aclk") : Path.of(dir);
        return new InstanceDirectory(root.toAbsolutePath());
    }

    private static String property(BundleContext context, String name) {
        String value = context.getProperty(name);
        return value == null ? "" : value;
    }

    /** Configuration of the owner; never written by us. */
    public Path conf() {
        return root.resolve("conf");
    }

    /** Everything that must survive a restart. */
    public Path data() {
        return root.resolve("data");
    }

    /** Identity of the link ({@code protocol/claiming.md} section 4), mode 0700. */
    public Path cloudD() {
        return data().resolve("cloud.d");
    }

    /** Pid and control socket. */
    public Path run() {
        return root.resolve("run");
    }
}
