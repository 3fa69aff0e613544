package io.aclk.agent.web.internal;

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
        configurationPid = AgentWeb.PID)
public final class UnknownKeys {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownKeys.class);

    static final List<String> KNOWN = List.of("host", "port");

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
                        .map(key -> "conf/" + AgentWeb.PID + ".cfg: there is no key '" + key + "'; the keys are "
                                + String.join(", ", KNOWN))
                        .toList();
    }

    private static boolean ofTheFramework(String key) {
        return key.startsWith(".") || key.equals(SHIPPED) || key.matches("(?:service|component|felix|osgi)\\..*");
    }
}
