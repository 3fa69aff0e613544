package io.aclk.runtime.internal;

import java.util.Map;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Follows the whiteboard of commands. */
final class CommandTracker extends ServiceTracker<Function<Map<String, Object>, ?>, Function<Map<String, Object>, ?>> {

    private final Commands commands;

    CommandTracker(BundleContext context, Commands commands) throws InvalidSyntaxException {
        super(
                context,
                context.createFilter("(&(objectClass=java.util.function.Function)(" + Commands.NAME + "=*))"),
                null);
        this.commands = commands;
    }

    @Override
    public Function<Map<String, Object>, ?> addingService(
            ServiceReference<Function<Map<String, Object>, ?>> reference) {
        Function<Map<String, Object>, ?> function = super.addingService(reference);
        if (function != null) {
            Object help = reference.getProperty(Commands.HELP);
            commands.add(name(reference), help == null ? "" : help.toString(), function);
        }
        return function;
    }

    @Override
    public void removedService(
            ServiceReference<Function<Map<String, Object>, ?>> reference, Function<Map<String, Object>, ?> function) {
        commands.remove(name(reference), function);
        super.removedService(reference, function);
    }

    private static String name(ServiceReference<?> reference) {
        return reference.getProperty(Commands.NAME).toString();
    }
}
