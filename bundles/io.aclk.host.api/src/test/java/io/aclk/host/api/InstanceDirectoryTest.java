package io.aclk.host.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

class InstanceDirectoryTest {

    @Test
    void isTheOneThatTheOwnerSets() {
        assertEquals(Path.of("/srv/link"), root(Map.of("aclk.dir", "/srv/link", "karaf.base", "/opt/karaf")));
    }

    @Test
    void liesInKarafsOwnDirectory() {
        assertEquals(Path.of("/opt/karaf/aclk"), root(Map.of("karaf.base", "/opt/karaf")));
    }

    @Test
    void liesInTheWorkingDirectoryElsewhere() {
        assertEquals(Path.of("aclk").toAbsolutePath(), root(Map.of()));
        assertEquals(Path.of("aclk").toAbsolutePath(), root(Map.of("aclk.dir", "")));
    }

    private static Path root(Map<String, String> properties) {
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                InstanceDirectoryTest.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> {
                    assertEquals("getProperty", method.getName());
                    return properties.get(arguments[0]);
                });
        return InstanceDirectory.of(context).root();
    }
}
