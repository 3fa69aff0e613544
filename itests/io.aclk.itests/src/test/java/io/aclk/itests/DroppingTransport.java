package io.aclk.itests;

import io.aclk.api.transport.Transport;
import io.aclk.api.transport.TransportSession;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Activator put into {@code io.aclk.transport}: offers a transport before the real one that connects and receives like
 * it, and publishes nothing.
 */
public final class DroppingTransport implements BundleActivator {

    private static final String MARK = "itest.dropping";

    /** Made by the framework. */
    public DroppingTransport() {}

    @Override
    public void start(BundleContext context) {
        InvocationHandler connecting = (proxy, method, args) -> {
            Object result = call(real(context), method, args);
            return result instanceof TransportSession session ? dropping(session) : result;
        };
        context.registerService(
                Transport.class,
                proxy(Transport.class, connecting),
                new Hashtable<>(Map.of(MARK, true, Constants.SERVICE_RANKING, 1000)));
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes the service back
    }

    private static Transport real(BundleContext context) throws InvalidSyntaxException {
        for (ServiceReference<Transport> reference :
                context.getServiceReferences(Transport.class, "(!(" + MARK + "=*))")) {
            return context.getService(reference);
        }
        throw new IllegalStateException("the real transport is not there");
    }

    private static TransportSession dropping(TransportSession session) {
        return proxy(
                TransportSession.class,
                (proxy, method, args) -> method.getName().equals("publish")
                        ? new CompletableFuture<Void>()
                        : call(session, method, args));
    }

    private static Object call(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(DroppingTransport.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
