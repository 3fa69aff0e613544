package io.aclk.shell.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import java.util.Optional;

/** Whether the setting {@code enabled} keeps the link off, which the switch of the link cannot change. */
final class SwitchedOff {

    private SwitchedOff() {}

    /**
     * Where it says so, for people: {@code enabled = false in conf/io.aclk.link.cfg line 3}.
     *
     * @param config may be {@code null}: nobody knows then
     */
    static Optional<String> bySetting(EffectiveConfig config) {
        return config == null
                ? Optional.empty()
                : config.settings().stream()
                        .filter(setting -> setting.key().equals(LinkSettings.ENABLED)
                                && setting.value().equals("false"))
                        .findFirst()
                        .map(setting -> "enabled = false in " + setting.source());
    }
}
