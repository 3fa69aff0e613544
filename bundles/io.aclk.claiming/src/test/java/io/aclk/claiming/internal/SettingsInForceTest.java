package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsInForceTest {

    @Test
    void anAbortEndsTheWaitForASettingToGo() {
        FakeConfig config = FakeConfig.done();
        config.url = Optional.of(new EffectiveConfig.Fixed("https://other", "netdata.conf"));
        AbortSignal abort = new AbortSignal();
        List<Duration> waits = new ArrayList<>();
        SettingsInForce settings = new SettingsInForce(LinkSettings.of(Map.of()), () -> config, (wait, signal) -> {
            waits.add(wait);
            abort.abort();
            signal.register(() -> {});
        });
        assertThrows(
                NetworkException.class, () -> settings.checkLinkFollows(URI.create("https://cloud.example"), abort));
        assertEquals(1, waits.size());
    }
}
