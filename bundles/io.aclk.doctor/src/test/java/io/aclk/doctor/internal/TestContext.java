package io.aclk.doctor.internal;

import io.aclk.host.api.InstanceDirectory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;

/** As much of a framework as the doctor looks at: an instance directory, one bundle, and registered services. */
final class TestContext {

    /** A registered service. */
    record Registered(Object service, Dictionary<?, ?> properties) {}

    final Map<String, String> properties = new HashMap<>();
    final List<Registered> services = new ArrayList<>();
    final BundleContext context = proxy(BundleContext.class);
    private final Bundle bundle = proxy(Bundle.class);

    TestContext(Path dir, boolean probing) {
        properties.put(InstanceDirectory.PROPERTY, dir.toString());
        properties.put(InstanceDirectory.PROBE_PROPERTY, String.valueOf(probing));
    }

    private <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> call(method.getName(), args)));
    }

    private Object call(String method, Object[] args) {
        return switch (method) {
            case "getProperty" -> properties.get(args[0]);
            case "getBundle" -> bundle;
            case "getBundles" -> new Bundle[] {bundle};
            case "getBundleId" -> 7L;
            case "getState" -> Bundle.ACTIVE;
            case "getSymbolicName" -> "io.aclk.doctor";
            case "getVersion" -> new Version(1, 2, 3);
            case "registerService" -> {
                Registered registered = new Registered(args[1], (Dictionary<?, ?>) args[2]);
                services.add(registered);
                yield Proxy.newProxyInstance(
                        ServiceRegistration.class.getClassLoader(),
                        new Class<?>[] {ServiceRegistration.class},
                        (self, called, with) -> services.remove(registered));
            }
            default -> throw new AssertionError("not expected: " + method);
        };
    }
}
