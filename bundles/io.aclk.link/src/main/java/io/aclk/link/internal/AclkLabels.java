package io.aclk.link.internal;

import io.aclk.api.link.Link;
import io.aclk.host.api.HostLabels;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Labels of the local node that are derived from the link ({@code protocol/status.md} section 7). */
@Component(service = HostLabels.class)
public final class AclkLabels implements HostLabels {

    /** Schemes of the proxies that {@code io.aclk.network} knows. */
    private static final Set<String> SCHEMES = Set.of("http", "https", "socks5", "socks5h", "socks4a");

    private final Link link;

    /** Made by SCR. */
    @Activate
    public AclkLabels(@Reference Link link) {
        this.link = link;
    }

    @Override
    public Map<String, String> labels() {
        return Map.of(
                "_aclk_available", "true",
                "_mqtt_version", "5",
                "_aclk_proxy", proxyKind(link.status().proxy()),
                "_aclk_ng_new_cloud_protocol", "true");
    }

    /** The scheme in capitals, as the reference agent writes the three that it knows. */
    private static String proxyKind(String proxy) {
        int end = proxy.indexOf("://");
        String scheme = end < 0 ? "" : proxy.substring(0, end).toLowerCase(Locale.ROOT);
        return SCHEMES.contains(scheme) ? scheme.toUpperCase(Locale.ROOT) : "none";
    }
}
