package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.api.config.EffectiveConfig.Setting;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none                         | none                      | none",
                "http://p.example:8080        | http://p.example:8080     | http://p.example:8080 (without credentials, from conf/netdata.conf line 3)",
                "http://X@p.example:8080      | http://X@p.example:8080   | http://p.example:8080 (with credentials, from conf/netdata.conf line 3)",
                "socks5h://X@[2001:db8::1]:1  | env                       | socks5h://[2001:db8::1]:1 (with credentials, from the environment)"
            })
    void saysWhatTheReferenceAgentSays(String proxy, String value, String text) {
        Setting url = new Setting("url", "https://x", "default", List.of(), Optional.empty());
        Setting setting = new Setting("proxy", value, "conf/netdata.conf line 3", List.of(), Optional.empty());

        assertEquals(text, ProxyText.of(proxy, List.of(url, setting)));
    }

    @Test
    void withoutTheConfigurationItsSourceIsNotKnown() {
        assertEquals("https://p:1 (without credentials)", ProxyText.of("https://p:1", List.of()));
    }
}
