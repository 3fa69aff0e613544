package io.aclk.runtime.internal;

import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationPlugin;

/**
 * Lets options of the command line go before the files: a plugin of Configuration Admin changes what components see and
 * leaves what is stored, so that File Install stays the only writer of the user's PIDs. Immutable.
 */
final class CommandLineOverrides implements ConfigurationPlugin {

    /** The service of the launcher: a map from PID to keys and values. */
    private static final String LAUNCHER = "(aclk.launcher=overrides)";

    private final Map<String, Map<String, String>> overrides;

    CommandLineOverrides(Map<String, Map<String, String>> overrides) {
        this.overrides = Map.copyOf(overrides);
    }

    /** What the launcher was told; nothing in a framework without our launcher. */
    @SuppressWarnings("unchecked")
    static CommandLineOverrides of(BundleContext context) throws InvalidSyntaxException {
        for (ServiceReference<?> reference : context.getServiceReferences(Map.class, LAUNCHER)) {
            return new CommandLineOverrides((Map<String, Map<String, String>>) context.getService(reference));
        }
        return new CommandLineOverrides(Map.of());
    }

    /** The PIDs that have overrides. */
    Set<String> pids() {
        return overrides.keySet();
    }

    /** Offers the plugin to Configuration Admin. */
    void register(BundleContext context) {
        if (overrides.isEmpty()) {
            return;
        }
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("cm.target", overrides.keySet().toArray(String[]::new));
        properties.put(CM_RANKING, 500);
        context.registerService(ConfigurationPlugin.class, this, properties);
    }

    @Override
    public void modifyConfiguration(ServiceReference<?> reference, Dictionary<String, Object> properties) {
        Object pid = properties.get("service.pid");
        if (pid instanceof String name) {
            overrides.getOrDefault(name, Map.of()).forEach(properties::put);
        }
    }

    @Override
    public String toString() {
        return "command line options for " + Arrays.toString(overrides.keySet().toArray());
    }
}
