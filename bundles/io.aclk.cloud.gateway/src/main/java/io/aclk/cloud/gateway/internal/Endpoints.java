package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.Store;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** Puts the endpoints for agents on a server. */
final class Endpoints {

    private Endpoints() {}

    static void add(
            ServletContextHandler servlets,
            Store store,
            Supplier<Optional<Bus>> bus,
            Challenges challenges,
            Credentials credentials,
            FailureLimiter limiter,
            Optional<URI> publicUrl) {
        Semaphore admitted = new Semaphore(AgentServlet.AT_ONCE);
        add(servlets, "claim", new ClaimServlet(store, limiter, admitted), ClaimServlet.PATTERN);
        add(servlets, "env", new EnvServlet(bus, publicUrl), EnvServlet.PATTERN);
        add(servlets, "auth", new AuthServlet(store, challenges, credentials, limiter, admitted), AuthServlet.PATTERN);
    }

    private static void add(ServletContextHandler servlets, String name, HttpServlet servlet, String pattern) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setName(name);
        Whiteboard.add(servlets, holder, pattern);
    }
}
