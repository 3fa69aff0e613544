package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void aPortThatIsNoNumberIsToldWithSettingAndFile() {
        // as Declarative Services does: the method of a value that cannot be converted throws
        assertProblem(config(Map.of("port", new IllegalStateException("not a number"))), "port");
    }

    @Test
    void aPortOutOfRangeIsToldWithSettingAndFile() {
        assertProblem(config(Map.of("port", 65_536)), "port");
    }

    @Test
    void anAddressWithAPathIsToldWithSettingAndFile() {
        assertProblem(config(Map.of("public_url", "https://cloud.example/path")), "public.url");
    }

    @Test
    void aCertificateNeedsItsKey() {
        assertProblem(config(Map.of("certificate", "chain.pem")), "certificate");
    }

    private static void assertProblem(GatewayConfig config, String setting) {
        String line = assertThrows(IllegalArgumentException.class, () -> Settings.of(config, Path.of("x")))
                .getMessage();
        assertTrue(line.contains(setting) && line.contains(Settings.FILE), line);
        assertEquals(1, line.lines().count(), line);
    }

    private static GatewayConfig config(Map<String, Object> values) {
        return (GatewayConfig) Proxy.newProxyInstance(
                GatewayConfig.class.getClassLoader(), new Class<?>[] {GatewayConfig.class}, (proxy, method, args) -> {
                    Object value = values.getOrDefault(method.getName(), method.getDefaultValue());
                    if (value instanceof RuntimeException failure) {
                        throw failure;
                    }
                    return value;
                });
    }
}
