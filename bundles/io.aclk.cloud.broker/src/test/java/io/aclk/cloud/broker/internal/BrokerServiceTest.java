package io.aclk.cloud.broker.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.Bus;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class BrokerServiceTest {

    private static final Map<String, Object> ANY_PORT = Map.of("mqtt.port", "0");

    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();

    @TempDir
    Path directory;

    @Test
    void registersTheBusWithItsPortWhileItRuns() throws Exception {
        Path file = directory.resolve("run/mqtt.port");
        BrokerService service = service();
        service.configure(ANY_PORT);
        Bus bus = (Bus) next(events);
        String port = Files.readString(file).trim();
        assertEquals("wss://127.0.0.1:" + port + "/mqtt", bus.endpoint());

        service.close();
        assertEquals("unregistered", next(events));
        assertFalse(Files.exists(file));
        service.close();
    }

    @Test
    void leavesNoThreadBehindAndStartsAgainInTheSameProcess() throws Exception {
        for (int round = 0; round < 2; round++) {
            BrokerService service = service();
            service.configure(ANY_PORT);
            next(events);
            assertFalse(threads().isEmpty());
            assertTimeout(Duration.ofSeconds(5), service::close);
            next(events);
            for (Thread thread : threads()) {
                thread.join(1_000); // an executor is terminated a moment before its last thread
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    @Test
    void anotherPortRestartsItAndOtherKeysDoNot() throws Exception {
        int free = freePort();
        try (BrokerService service = service()) {
            service.configure(ANY_PORT);
            Bus first = (Bus) next(events);
            service.configure(Map.of("mqtt.port", "0", "jdbc.url", "jdbc:h2:x"));
            service.configure(Map.of("mqtt.port", "" + free));
            assertEquals("unregistered", next(events));
            Bus second = (Bus) next(events);
            assertTrue(second.endpoint().contains(":" + free + "/"), second.endpoint());
            assertFalse(first.endpoint().equals(second.endpoint()));
        }
    }

    @Test
    void aTakenPortIsRefusedInWordsAndCanBeCorrected() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                BrokerService service = service()) {
            service.configure(Map.of("mqtt.port", taken.getLocalPort()));
            String line = next(refusals);
            assertTrue(line.contains("127.0.0.1:" + taken.getLocalPort()), line);
            assertTrue(line.contains("mqtt.port"), line);
            assertTrue(line.contains("conf/io.aclk.cloud.cfg"), line);
            assertEquals(1, line.lines().count());

            service.configure(ANY_PORT);
            assertNotNull(next(events));
        }
    }

    @Test
    void aPortFileThatCannotBeWrittenIsNoTakenPort() throws Exception {
        Files.createFile(directory.resolve("run"));
        try (BrokerService service = service()) {
            service.configure(ANY_PORT);
            assertInstanceOf(Bus.class, next(events));
            assertNull(refusals.poll());
        }
    }

    @Test
    void aBadSettingIsRefusedInWords() throws Exception {
        try (BrokerService service = service()) {
            service.configure(Map.of("mqtt.port", "many"));
            String line = next(refusals);
            assertTrue(line.contains("mqtt.port"), line);
            assertTrue(line.contains("conf/io.aclk.cloud.cfg"), line);
        }
    }

    private BrokerService service() {
        return new BrokerService(
                context(),
                BrokerFixture.key().server(),
                () -> null,
                refusals::add,
                Optional.of(directory.resolve("run")));
    }

    /** The two calls that are needed of a framework. */
    private BundleContext context() {
        ServiceRegistration<?> registration =
                (ServiceRegistration<?>) proxy(ServiceRegistration.class, args -> events.add("unregistered"));
        return (BundleContext) proxy(BundleContext.class, args -> {
            events.add(args[1]);
            return registration;
        });
    }

    private static Object proxy(Class<?> type, java.util.function.Function<Object[], Object> answer) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object result = answer.apply(args);
            return method.getReturnType() == void.class ? null : result;
        });
    }

    /** Threads of the broker and of what it embeds. */
    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cloud-")
                        || thread.getName().toLowerCase(Locale.ROOT).contains("activemq")
                        || thread.getName().contains("netty")
                        || thread.getName().startsWith("globalEventExecutor"))
                .toList();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(BrokerFixture.SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, "nothing happened in time");
        return next;
    }
}
