package io.aclk.shell.internal;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Every command of the control socket for Gogo too, scope {@code aclk}, whichever bundle offers it. Where Gogo is not
 * installed this component stays unsatisfied, and its class is never loaded. Thread-safe.
 */
@Component(
        service = {},
        immediate = true)
public final class GogoCommands {

    private static final String USER = "gogo";

    private final BundleContext context;
    private final Map<Function<Map<String, Object>, Map<String, Object>>, ServiceRegistration<?>> offered =
            new ConcurrentHashMap<>();

    /** Called by SCR. */
    @Activate
    public GogoCommands(BundleContext context, @Reference CommandProcessor gogo) {
        this.context = context;
    }

    /** Called by SCR: offers a command to Gogo. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Command.NAME + "=*)")
    void addCommand(Function<Map<String, Object>, Map<String, Object>> command, Map<String, Object> properties) {
        Dictionary<String, Object> gogo = new Hashtable<>();
        gogo.put(CommandProcessor.COMMAND_SCOPE, "aclk");
        gogo.put(CommandProcessor.COMMAND_FUNCTION, properties.get(Command.NAME).toString());
        Object help = properties.get(Command.HELP);
        gogo.put("osgi.command.description", help == null ? "" : help.toString());
        offered.put(
                command,
                context.registerService(
                        org.apache.felix.service.command.Function.class,
                        (session, arguments) -> run(command, arguments),
                        gogo));
    }

    /** Called by SCR: the bundle of the command stops. */
    void removeCommand(Function<Map<String, Object>, Map<String, Object>> command) {
        ServiceRegistration<?> registration = offered.remove(command);
        if (registration != null) {
            registration.unregister();
        }
    }

    private static String run(Function<Map<String, Object>, Map<String, Object>> command, List<Object> arguments) {
        List<String> words = arguments.stream().map(String::valueOf).toList();
        Map<String, Object> reply = command.apply(Map.of("args", words, "user", USER));
        return (reply.get("out").toString() + reply.get("err")).stripTrailing();
    }
}
