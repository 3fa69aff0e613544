package io.aclk.config.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PidPropertiesTest {

    @Test
    void onlyWhatTheOwnerWroteIsThere() {
        PidProperties properties = PidProperties.of(
                "io.aclk.link",
                Map.of(
                        "proxy", "none",
                        "prox", "none",
                        "service.pid", "io.aclk.link",
                        "component.id", 7L,
                        "config.target", "(a=b)",
                        "aclk.shipped", true,
                        ".private", "x"));
        assertEquals(Map.of("proxy", "none", "prox", "none"), properties.values());
        assertEquals(
                List.of("PID io.aclk.link: there is no key 'prox'; the nearest is 'proxy'"),
                properties.unknown(List.of("proxy", "url")));
    }
}
