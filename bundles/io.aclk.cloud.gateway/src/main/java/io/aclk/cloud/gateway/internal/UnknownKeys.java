package io.aclk.cloud.gateway.internal;

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
        configurationPid = GatewayConfig.PID)
public final class UnknownKeys {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownKeys.class);

    /** Those of this bundle, of {@code io.aclk.cloud.broker} and of {@code io.aclk.cloud.store}, which share the PID. */
    private static final List<String> KNOWN = List.of(
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

    /** Looks at the keys. */
    @Activate
    public UnknownKeys(Map<String, Object> properties) {
        for (String line : PidKeys.unknown(GatewayConfig.PID, KNOWN, properties)) {
            LOG.warn("{}", line);
        }
    }
}
