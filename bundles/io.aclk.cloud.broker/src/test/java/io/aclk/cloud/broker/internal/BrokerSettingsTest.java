package io.aclk.cloud.broker.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerSettingsTest {

    @Test
    void defaultsStayOnLoopback() {
        BrokerSettings settings = BrokerSettings.of(Map.of());
        assertEquals(new BrokerSettings("127.0.0.1", 8444, "127.0.0.1"), settings);
        assertEquals("wss://127.0.0.1:8444/mqtt", settings.endpoint(8444));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, https://cloud.example:8443, wss://cloud.example:1/mqtt",
        "127.0.0.1, https://cloud.example/path, wss://cloud.example:1/mqtt",
        "127.0.0.1, https://[2001:db8::1]:8443, wss://[2001:db8::1]:1/mqtt",
        "::1, '', wss://[::1]:1/mqtt",
        "0.0.0.0, '', wss://localhost:1/mqtt"
    })
    void endpointHasPublicHostAndPort(String listen, String publicUrl, String expected) {
        BrokerSettings settings = BrokerSettings.of(Map.of("listen", listen, "public.url", publicUrl));
        assertEquals(expected, settings.endpoint(1));
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt.port, x",
        "mqtt.port, -1",
        "mqtt.port, 65536",
        "public.url, cloud.example",
        "public.url, ht tp://x"
    })
    void badValueIsRefusedByName(String key, String value) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> BrokerSettings.of(Map.of(key, value)));
        assertTrue(refusal.getMessage().startsWith(key), refusal.getMessage());
    }

    @Test
    void numbersOfConfigurationAdminAreTaken() {
        assertEquals(0, BrokerSettings.of(Map.of("mqtt.port", 0)).port());
    }
}
