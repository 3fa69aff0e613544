package io.aclk.link.internal;

import io.aclk.api.config.EffectiveConfig.Setting;
import io.aclk.api.config.LinkSettings;
import java.util.List;

/**
 * How a proxy is shown ({@code protocol/status.md} section 1): {@code http://proxy.example:8080 (with credentials, from
 * conf/netdata.conf line 3)}. Thread-safe.
 */
final class ProxyText {

    private static final String NONE = "none";
    private static final String ENVIRONMENT = "env";

    private ProxyText() {}

    /**
     * The text.
     *
     * @param proxy {@code none}, or a URL in which an {@code X} stands for the credentials
     * @param settings where each setting comes from
     */
    static String of(String proxy, List<Setting> settings) {
        if (proxy.equals(NONE)) {
            return NONE;
        }
        int authority = proxy.indexOf("://") + "://".length();
        int at = proxy.lastIndexOf('@');
        String address = at < authority ? proxy : proxy.substring(0, authority) + proxy.substring(at + 1);
        String source = settings.stream()
                .filter(setting -> setting.key().equals(LinkSettings.PROXY))
                .map(setting ->
                        ", from " + (setting.value().equals(ENVIRONMENT) ? "the environment" : setting.source()))
                .findFirst()
                .orElse("");
        return address + " (" + (at < authority ? "without" : "with") + " credentials" + source + ")";
    }
}
