package io.aclk.host.api;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard: labels of the local node that another bundle knows, for example {@code _aclk_proxy} ({@code
 * protocol/status.md} section 7). Called often and from several threads; answers at once from a snapshot.
 */
@ConsumerType
public interface HostLabels {

    /** Label names and values; automatic ones begin with an underscore. */
    Map<String, String> labels();
}
