package io.aclk.agent.web.internal;

import io.aclk.config.keys.PidKeys;
import java.util.List;
import java.util.Map;
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

    private static final List<String> KNOWN = List.of("host", "port");

    /** Looks at the keys. */
    @Activate
    public UnknownKeys(Map<String, Object> properties) {
        for (String line : PidKeys.unknown(AgentWeb.PID, KNOWN, properties)) {
            LOG.warn("{}", line);
        }
    }
}
