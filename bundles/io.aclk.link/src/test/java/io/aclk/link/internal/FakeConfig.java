package io.aclk.link.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A configuration that keeps what it is told. */
final class FakeConfig implements EffectiveConfig {

    /** A verdict. */
    record Judged(LinkSettings candidate, Optional<String> failure) {}

    final List<Judged> judged = new ArrayList<>();
    final List<LinkSettings> connected = new ArrayList<>();
    List<String> problems = List.of();

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    @Override
    public Optional<Fixed> aboveClaim(String key) {
        return Optional.empty();
    }

    @Override
    public void refresh() {}

    @Override
    public void judged(LinkSettings candidate, Optional<String> failure) {
        judged.add(new Judged(candidate, failure));
    }

    @Override
    public void connected(LinkSettings settings) {
        connected.add(settings);
    }
}
