package io.aclk.agent.web.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.AgentApi;
import io.aclk.host.api.InstanceDirectory;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class AgentWebTest {

    @TempDir
    Path directory;

    private final FakeHost host = FakeHost.withSamples();
    private final AtomicReference<String> refused = new AtomicReference<>();
    private Dictionary<String, ?> properties;
    private boolean registered;
    private AgentWeb web;

    @AfterEach
    void stop() {
        web.deactivate();
        web.deactivate();
        assertFalse(registered);
        assertFalse(Files.exists(portFile()));
    }

    private void start(String interfaceName, int port) {
        web = new AgentWeb(context(), config(interfaceName, port), host, host, host);
        web.refuseStart = refused::set;
        web.activate();
    }

    private Path portFile() {
        return directory.resolve("run/agent.port");
    }

    private int port() {
        return (Integer) properties.get(AgentWeb.PORT);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void tellsWhereItListens() throws IOException {
        start("127.0.0.1", 0);

        assertTrue(listens(port()));
        assertEquals(port() + "\n", Files.readString(portFile()));
        assertNull(refused.get());
    }

    @Test
    void takenPortRefusesTheStartWithOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            start("127.0.0.1", taken.getLocalPort());

            assertEquals(
                    "Cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (Address already in use): set another port (port) in conf/io.aclk.agent.web.cfg,"
                            + " or stop what uses it",
                    refused.get());
            assertTrue(registered);
            assertNull(properties.get(AgentWeb.PORT));
        }
    }

    @Test
    void wrongPortRefusesTheStartWithOneLine() {
        start("127.0.0.1", 70_000);

        assertEquals("port must be 0 to 65535, not 70000: correct it in conf/io.aclk.agent.web.cfg", refused.get());
    }

    @Test
    void configurationMovesTheListener() throws IOException {
        start("127.0.0.1", 0);
        int before = port();
        int after = freePort();

        web.modified(config("127.0.0.1", after));

        assertEquals(after, port());
        assertTrue(listens(after));
        assertFalse(listens(before));
        assertEquals(after + "\n", Files.readString(portFile()));
    }

    @Test
    void otherInterfaceOnTheSamePort() {
        start("127.0.0.1", 0);
        int port = port();

        web.modified(config("localhost", port));

        assertEquals(port, port());
        assertTrue(listens(port));
    }

    @Test
    void staysWhereItIsIfTheNewPlaceCannotBeHad() throws IOException {
        start("127.0.0.1", 0);
        int port = port();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            web.modified(config("127.0.0.1", taken.getLocalPort()));
            assertEquals(port, port());
            assertTrue(listens(port));

            web.modified(config("192.0.2.1", port));
            assertEquals(port, port());
            assertTrue(listens(port));

            web.modified(config("127.0.0.1", -1));
            assertEquals(port, port());
            assertTrue(listens(port));
        }
        assertNull(refused.get());
    }

    @Test
    void refusedListenerIsOpenedByALaterConfiguration() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            start("127.0.0.1", taken.getLocalPort());
        }

        web.modified(config("127.0.0.1", 0));

        assertTrue(listens(port()));
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProperty" -> arguments[0].equals(InstanceDirectory.PROPERTY) ? directory.toString() : null;
                    case "registerService" -> register(arguments);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @SuppressWarnings("unchecked")
    private static Dictionary<String, ?> dictionary(Object properties) {
        return (Dictionary<String, ?>) properties;
    }

    private Object register(Object[] arguments) {
        assertEquals(AgentApi.class, arguments[0]);
        registered = true;
        properties = dictionary(arguments[2]);
        return Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (proxy, method, changed) -> {
                    switch (method.getName()) {
                        case "setProperties" -> properties = dictionary(changed[0]);
                        case "unregister" -> registered = false;
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }

    private static AgentWeb.Config config(String interfaceName, int port) {
        return new AgentWeb.Config() {
            @Override
            public String host() {
                return interfaceName;
            }

            @Override
            public int port() {
                return port;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return AgentWeb.Config.class;
            }
        };
    }
}
