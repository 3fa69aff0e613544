package io.aclk.shell.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A configuration that is what a test says. */
final class FakeConfig implements EffectiveConfig {

    private final List<Setting> settings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private boolean readAtTheThirdLook;
    private int looks;

    /** The settings are read from the third look on. */
    void readAtTheThirdLook() {
        readAtTheThirdLook = true;
    }

    void problem(String line) {
        problems.add(line);
    }

    void add(String key, String value, String source, List<String> overrides, Change change) {
        settings.add(new Setting(key, value, source, overrides, Optional.ofNullable(change)));
    }

    @Override
    public List<Setting> settings() {
        looks++;
        if (readAtTheThirdLook && looks == 3) {
            add("enabled", "true", "default", List.of(), null);
        }
        return List.copyOf(settings);
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    @Override
    public Optional<Fixed> aboveClaim(String key) {
        throw new AssertionError("not used");
    }

    @Override
    public void refresh() {
        throw new AssertionError("not used");
    }

    @Override
    public void judged(LinkSettings candidate, Optional<String> failure) {
        throw new AssertionError("not used");
    }

    @Override
    public void connected(LinkSettings settings) {
        throw new AssertionError("not used");
    }
}
