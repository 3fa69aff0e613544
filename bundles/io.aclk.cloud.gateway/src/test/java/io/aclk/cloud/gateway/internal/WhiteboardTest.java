package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.CloudServer;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** Servlet services of a real framework on a real server. */
class WhiteboardTest {

    @TempDir
    Path directory;

    private Framework framework;
    private TestServer server;
    private Whiteboard whiteboard;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        "org.osgi.framework.storage", directory.resolve("cache").toString(), "felix.log.level", "0"));
        framework.start();
        server = new TestServer(directory.resolve("data"));
        whiteboard =
                new Whiteboard(framework.getBundleContext(), server.server().servlets());
        whiteboard.open();
    }

    @AfterEach
    void stop() throws Exception {
        whiteboard.close();
        server.close();
        framework.stop();
        framework.waitForStop(10_000);
    }

    /** Says where it was called, and how it was set up. */
    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final String name;
        private volatile boolean destroyed;

        Page(String name) {
            this.name = name;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] text = (name + " " + request.getServletPath() + " " + request.getPathInfo() + " "
                            + getInitParameter("colour") + " " + request.isAsyncSupported())
                    .getBytes();
            response.setContentLength(text.length);
            response.getOutputStream().write(text);
        }

        @Override
        public void destroy() {
            destroyed = true;
        }
    }

    @Test
    void servletsComeAndGo() throws Exception {
        Page api = new Page("api");
        ServiceRegistration<Servlet> registration = register(
                api,
                Map.of(
                        "osgi.http.whiteboard.servlet.pattern", "/console/api/*",
                        "osgi.http.whiteboard.servlet.asyncSupported", true,
                        "servlet.init.colour", "blue"));
        register(new Page("pages"), Map.of("osgi.http.whiteboard.servlet.pattern", new String[] {"/", "/console/*"}));
        assertEquals("api /console/api /nodes blue true", get("/console/api/nodes"));
        assertEquals("pages /console /app.js null false", get("/console/app.js"));
        assertTrue(get("/").startsWith("pages /"));

        registration.unregister();
        assertTrue(api.destroyed);
        assertEquals("pages /console /api/nodes null false", get("/console/api/nodes"));
        register(new Page("newer"), Map.of("osgi.http.whiteboard.servlet.pattern", List.of("/console/api/*")));
        assertEquals("newer /console/api /nodes null false", get("/console/api/nodes"));
    }

    @Test
    void onlyWhatIsMeantForUsIsServed() throws Exception {
        register(new Page("ours"), properties("/ours", CloudServer.TARGET));
        register(new Page("theirs"), properties("/theirs", "(aclk.http=agent)"));
        register(new Page("broken"), properties("/broken", "(("));
        assertEquals(200, server.request("GET", "/ours", "").status());
        assertEquals(404, server.request("GET", "/theirs", "").status());
        assertEquals(404, server.request("GET", "/broken", "").status());
    }

    @Test
    void aPatternThatIsTakenStaysWithItsOwner() throws Exception {
        register(new Page("intruder"), properties("/api/v1/env", CloudServer.TARGET));
        assertFalse(server.request("GET", "/api/v1/env", "").body().contains("intruder"));
        Page first = new Page("first");
        ServiceRegistration<Servlet> registration = register(first, properties("/page", CloudServer.TARGET));
        register(new Page("second"), properties("/page", CloudServer.TARGET));
        assertTrue(get("/page").startsWith("first"));
        registration.unregister();
        assertTrue(first.destroyed);
    }

    @Test
    void closingTakesAllServletsAway() throws Exception {
        Page page = new Page("page");
        register(page, properties("/page", CloudServer.TARGET));
        assertTrue(get("/page").startsWith("page"));
        whiteboard.close();
        assertTrue(page.destroyed);
        assertEquals(404, server.request("GET", "/page", "").status());
        assertEquals(200, server.request("GET", "/api/v1/env", "").status());
    }

    private static Map<String, Object> properties(String pattern, String target) {
        return Map.of("osgi.http.whiteboard.servlet.pattern", pattern, "osgi.http.whiteboard.target", target);
    }

    private ServiceRegistration<Servlet> register(Servlet servlet, Map<String, ?> properties) {
        return framework
                .getBundleContext()
                .registerService(Servlet.class, servlet, new Hashtable<>(new HashMap<>(properties)));
    }

    private String get(String path) throws Exception {
        TestServer.Answer answer = server.request("GET", path, "");
        assertEquals(200, answer.status(), path);
        return answer.body();
    }
}
