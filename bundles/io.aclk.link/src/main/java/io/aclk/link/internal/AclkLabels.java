package io.aclk.link.internal;

import io.aclk.api.link.Link;
import io.aclk.host.api.HostLabels;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Labels of the local node that are derived from the link ({@code protocol/status.md} section 7). */
@Component(service = HostLabels.class)
public final class AclkLabels implements HostLabels {

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

    private static String proxyKind(String proxy) {
        String shown = proxy.toLowerCase(Locale.ROOT);
        if (shown.startsWith("socks5h:")) {
            return "SOCKS5H";
        }
        if (shown.startsWith("socks5:")) {
            return "SOCKS5";
        }
        return shown.startsWith("http:") ? "HTTP" : "none";
    }
}
