package io.aclk.doctor.internal;

import io.aclk.api.config.EffectiveConfig.Setting;
import io.aclk.api.config.LinkSettings;
import java.util.List;

/**
 * The settings that are looked at, and where a person changes each. Immutable.
 *
 * @param link the settings in force
 * @param sources where they come from
 */
record Settings(LinkSettings link, List<Setting> sources) {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    Settings {
        sources = List.copyOf(sources);
    }

    /** The server, {@code host:port}. */
    String server() {
        return link.url().getHost() + ":" + port();
    }

    /** Even an {@code http} URL is spoken to with TLS; only its default port differs (connecting.md section 2). */
    private int port() {
        if (link.url().getPort() > 0) {
            return link.url().getPort();
        }
        return "http".equalsIgnoreCase(link.url().getScheme()) ? HTTP_PORT : HTTPS_PORT;
    }

    /** Whether nobody set it. */
    boolean isDefault(String key) {
        return sources.stream()
                .anyMatch(
                        setting -> setting.key().equals(key) && setting.source().equals("default"));
    }

    /** A setting with the place where it is set, for example {@code `url` (conf/netdata.conf:3)}. */
    String named(String key) {
        return sources.stream()
                .filter(setting ->
                        setting.key().equals(key) && !setting.source().equals("default"))
                .findFirst()
                .map(setting -> "`" + key + "` (" + setting.source() + ")")
                .orElse("`" + key + "` in conf/io.aclk.link.cfg");
    }

    /** The setting with the proxy, or the variables that it points to. */
    String proxy() {
        return link.network().proxy().equals("env")
                ? "the proxy variables of the agent's environment (https_proxy, http_proxy, all_proxy)"
                : named(LinkSettings.PROXY);
    }
}
