package io.aclk.shell.internal;

import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A command as Gogo calls it. Apart from {@link GogoCommands}, so that this class is loaded only where Gogo is. */
final class GogoFunction implements org.apache.felix.service.command.Function {

    private static final String USER = "gogo";

    private final Function<Map<String, Object>, Map<String, Object>> command;

    private GogoFunction(Function<Map<String, Object>, Map<String, Object>> command) {
        this.command = command;
    }

    /** Offers a command to Gogo. */
    static ServiceRegistration<?> register(
            BundleContext context,
            Function<Map<String, Object>, Map<String, Object>> command,
            Dictionary<String, Object> properties) {
        return context.registerService(
                org.apache.felix.service.command.Function.class, new GogoFunction(command), properties);
    }

    @Override
    public Object execute(CommandSession session, List<Object> arguments) {
        List<String> words = arguments.stream().map(String::valueOf).toList();
        Map<String, Object> reply = command.apply(Map.of("args", words, "user", USER));
        return (reply.get("out").toString() + reply.get("err")).stripTrailing();
    }
}
