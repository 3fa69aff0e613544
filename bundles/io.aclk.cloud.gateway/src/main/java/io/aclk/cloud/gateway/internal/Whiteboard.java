package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.CloudServer;
import jakarta.servlet.Servlet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Hashtable;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.ServletMapping;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts servlet services on the server while they are registered: the part of the OSGi whiteboard for servlets (chapter
 * 140) that the console needs, namely {@code pattern}, {@code name}, {@code asyncSupported}, {@code servlet.init.*} and
 * {@code target}.
 *
 * <p>Of our own because the whiteboard of Apache Felix comes with its own Jetty, whose check of names against the
 * certificate cannot be switched off and whose failure to bind a port cannot be seen.
 */
final class Whiteboard extends ServiceTracker<Servlet, ServletHolder> {

    private static final Logger LOG = LoggerFactory.getLogger(Whiteboard.class);

    private static final String PREFIX = "osgi.http.whiteboard.";
    private static final String PATTERN = PREFIX + "servlet.pattern";
    private static final String NAME = PREFIX + "servlet.name";
    private static final String ASYNC = PREFIX + "servlet.asyncSupported";
    private static final String TARGET = PREFIX + "target";
    private static final String INIT = "servlet.init.";

    /** What {@link CloudServer#TARGET} matches. */
    private static final Map<String, String> OURSELVES = Map.of("aclk.http", "cloud");

    private final ServletContextHandler servlets;

    Whiteboard(BundleContext context, ServletContextHandler servlets) throws InvalidSyntaxException {
        super(
                context,
                FrameworkUtil.createFilter("(&(objectClass=" + Servlet.class.getName() + ")(" + PATTERN + "=*))"),
                null);
        this.servlets = servlets;
    }

    @Override
    public ServletHolder addingService(ServiceReference<Servlet> reference) {
        if (!isForUs(reference.getProperty(TARGET))) {
            return null;
        }
        Servlet servlet = context.getService(reference);
        if (servlet == null) {
            return null;
        }
        ServletHolder holder = new ServletHolder(servlet);
        Object name = reference.getProperty(NAME);
        holder.setName(
                (name == null ? servlet.getClass().getName() : name) + "#" + reference.getProperty("service.id"));
        holder.setAsyncSupported("true".equals(String.valueOf(reference.getProperty(ASYNC))));
        for (String key : reference.getPropertyKeys()) {
            if (key.startsWith(INIT)) {
                holder.setInitParameter(key.substring(INIT.length()), String.valueOf(reference.getProperty(key)));
            }
        }
        try {
            add(servlets, holder, texts(reference.getProperty(PATTERN)));
            return holder;
        } catch (IllegalStateException | IllegalArgumentException e) {
            LOG.warn("The servlet {} is not served: {}", servlet.getClass().getName(), e.getMessage());
            context.ungetService(reference);
            return null;
        }
    }

    @Override
    public void removedService(ServiceReference<Servlet> reference, ServletHolder holder) {
        try {
            remove(servlets, holder);
            holder.stop(); // Jetty does not, for servlets that came after its start
        } catch (Exception e) { // declared by Jetty's life cycle; also what the servlet throws
            LOG.warn("The servlet {} did not end in order", holder.getName(), e);
        } finally {
            context.ungetService(reference);
        }
    }

    private static boolean isForUs(Object target) {
        if (target == null) {
            return true;
        }
        try {
            return FrameworkUtil.createFilter(target.toString()).match(new Hashtable<>(OURSELVES));
        } catch (InvalidSyntaxException e) {
            LOG.warn("A servlet is not served: {} is no filter", target);
            return false;
        }
    }

    private static String[] texts(Object value) {
        if (value instanceof String[] several) {
            return several;
        }
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toArray(String[]::new);
        }
        return new String[] {String.valueOf(value)};
    }

    /** Adds a servlet to a server that may be running; refuses a pattern that is taken. */
    static void add(ServletContextHandler servlets, ServletHolder holder, String... patterns) {
        ServletHandler handler = servlets.getServletHandler();
        synchronized (handler) {
            for (String pattern : patterns) {
                ServletMapping taken = handler.getServletMapping(pattern);
                if (taken != null) {
                    throw new IllegalStateException("the pattern " + pattern + " belongs to " + taken.getServletName());
                }
            }
            handler.addServlet(holder);
            ServletMapping mapping = new ServletMapping();
            mapping.setServletName(holder.getName());
            mapping.setPathSpecs(patterns);
            handler.addServletMapping(mapping);
        }
    }

    private static void remove(ServletContextHandler servlets, ServletHolder holder) {
        ServletHandler handler = servlets.getServletHandler();
        synchronized (handler) {
            handler.setServletMappings(Arrays.stream(handler.getServletMappings())
                    .filter(mapping -> !mapping.getServletName().equals(holder.getName()))
                    .toArray(ServletMapping[]::new));
            handler.setServlets(Arrays.stream(handler.getServlets())
                    .filter(other -> other != holder)
                    .toArray(ServletHolder[]::new));
        }
    }
}
