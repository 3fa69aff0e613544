package io.aclk.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.felix.service.command.Function;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class GogoCommandsTest {

    private final Map<String, Function> offered = new TreeMap<>();
    private final GogoCommands gogo = new GogoCommands(context());

    @Test
    void everyCommandIsOfferedWhileItIsThere() throws Exception {
        FakeLink link = new FakeLink();
        LinkCommand command = new LinkCommand(link, null);
        UnclaimCommand other = new UnclaimCommand(null);

        gogo.addCommand(command, Map.of(Command.NAME, "link", Command.HELP, "help"));
        gogo.addCommand(other, Map.of(Command.NAME, "unclaim"));

        assertEquals(
                "the link is switched off until 'link start'",
                offered.get("aclk:link").execute(null, List.of("stop")));
        assertEquals(List.of("stop gogo"), link.switched());
        assertEquals(Missing.CLAIMING, offered.get("aclk:unclaim").execute(null, List.of()));

        gogo.removeCommand(other);
        assertEquals(List.of("aclk:link"), List.copyOf(offered.keySet()));
    }

    /** As far as it is used here: registers and unregisters. */
    private BundleContext context() {
        return proxy(BundleContext.class, (method, args) -> {
            Dictionary<?, ?> properties = (Dictionary<?, ?>) args[2];
            String name = properties.get("osgi.command.scope") + ":" + properties.get("osgi.command.function");
            offered.put(name, (Function) args[1]);
            return proxy(ServiceRegistration.class, (unregister, none) -> offered.remove(name) == null);
        });
    }

    private interface Call {
        Object on(String method, Object[] args);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            Object result = call.on(method.getName(), args);
            return method.getReturnType() == void.class ? null : result;
        }));
    }
}
