package io.aclk.cloud.gateway.internal;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the owner of keys in the configuration that nobody reads. A component of its own, made anew at each change of
 * the configuration, so that those that work by it need not care.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = GatewayConfig.PID)
public final class UnknownKeys {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownKeys.class);

    /** Those of this bundle, of {@code io.aclk.cloud.broker} and of {@code io.aclk.cloud.store}, which share the PID. */
    static final List<String> KNOWN = List.of(
            "certificate",
            "contexts.per.node",
            "jdbc.password.file",
            "jdbc.url",
            "jdbc.user",
            "key",
            "listen",
            "mqtt.port",
            "nodes.per.agent",
            "port",
            "public.url");

    /** The mark of {@code io.aclk.runtime} on a configuration that no file of the owner gives. */
    private static final String SHIPPED = "aclk.shipped";

    /** Looks at the keys. */
    @Activate
    public UnknownKeys(Map<String, Object> properties) {
        for (String line : lines(properties)) {
            LOG.warn("{}", line);
        }
    }

    /** A line for each key that does not exist. */
    static List<String> lines(Map<String, Object> properties) {
        return new TreeSet<>(properties.keySet())
                .stream()
                        .filter(key -> !KNOWN.contains(key) && !ofTheFramework(key))
                        .map(key -> "conf/" + GatewayConfig.PID + ".cfg: there is no key '" + key + "'; the keys are "
                                + String.join(", ", KNOWN))
                        .toList();
    }

    private static boolean ofTheFramework(String key) {
        return key.startsWith(".") || key.equals(SHIPPED) || key.matches("(?:service|component|felix|osgi)\\..*");
    }
}
