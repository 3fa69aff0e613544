package io.aclk.shell.internal;

import java.util.Dictionary;
import java.util.Hashtable;
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
 * Every command of the control socket for Gogo too, scope {@code aclk}, whichever bundle offers it. It needs Gogo's
 * package alone, since Apache Karaf has its own Gogo and offers no {@code CommandProcessor}; where that package is not
 * there, it does nothing. Thread-safe.
 */
@Component(
        service = {},
        immediate = true)
public final class GogoCommands {

    private static final String GOGO = "org.apache.felix.service.command.Function";

    private final BundleContext context;
    private final boolean installed;
    private final Map<Function<Map<String, Object>, Map<String, Object>>, ServiceRegistration<?>> offered =
            new ConcurrentHashMap<>();

    /** Called by SCR. */
    @Activate
    public GogoCommands(BundleContext context) {
        this.context = context;
        installed = installed();
    }

    private static boolean installed() {
        try {
            Class.forName(GOGO, false, GogoCommands.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Called by SCR: offers a command to Gogo. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Command.NAME + "=*)")
    void addCommand(Function<Map<String, Object>, Map<String, Object>> command, Map<String, Object> properties) {
        if (!installed) {
            return;
        }
        Dictionary<String, Object> gogo = new Hashtable<>();
        gogo.put(CommandProcessor.COMMAND_SCOPE, "aclk");
        gogo.put(CommandProcessor.COMMAND_FUNCTION, properties.get(Command.NAME).toString());
        Object help = properties.get(Command.HELP);
        gogo.put("osgi.command.description", help == null ? "" : help.toString());
        offered.put(command, GogoFunction.register(context, command, gogo));
    }

    /** Called by SCR: the bundle of the command stops. */
    void removeCommand(Function<Map<String, Object>, Map<String, Object>> command) {
        ServiceRegistration<?> registration = offered.remove(command);
        if (registration != null) {
            registration.unregister();
        }
    }
}
