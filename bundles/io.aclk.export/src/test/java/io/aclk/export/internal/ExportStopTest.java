package io.aclk.export.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.Capability;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** The component with its real thread. */
class ExportStopTest {

    @TempDir
    Path directory;

    @Test
    void stopsWithItsThreadAndItsSubscriptions() {
        ExportFixture parts = new ExportFixture(directory).registered();
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, args) -> directory.toString());
        ExportComponent component = new ExportComponent(context, Map.of());
        component.bindDirectory(parts.directory);
        component.bindCatalog(parts.catalog);
        component.online(parts.session);
        assertEquals(List.of(Capability.of("ctx", 1)), component.capabilities());

        long start = System.nanoTime();
        component.stop();
        component.stop();

        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
        assertEquals(null, parts.directory.listener);
        assertEquals(null, parts.catalog.listener);
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("aclk-"))
                        .toList());
    }
}
