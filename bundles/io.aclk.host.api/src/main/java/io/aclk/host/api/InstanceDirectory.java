package io.aclk.host.api;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/**
 * Where an instance keeps its files ({@code docs/design.md} section 7), as framework properties say. The launcher sets
 * them; a foreign host may set them, and otherwise everything lies under {@code aclk} in the working directory.
 *
 * @param root the instance directory
 */
public record InstanceDirectory(Path root) {

    /** Framework property: the instance directory. */
    public static final String PROPERTY = "aclk.dir";

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
        String dir = context.getProperty(PROPERTY);
        return new InstanceDirectory(
                Path.of(dir == null || dir.isEmpty() ? "aclk" : dir).toAbsolutePath());
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
