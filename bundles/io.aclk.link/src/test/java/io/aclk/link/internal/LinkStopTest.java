package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkOptions;
import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.TransportListener;
import io.aclk.api.transport.TransportSession;
import io.aclk.host.api.InstanceDirectory;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/** The component with its real threads: whatever it is doing, it stops in less than 5 s and leaves no thread. */
class LinkStopTest {

    @TempDir
    Path directory;

    /** What {@code io.aclk.transport} takes at most. */
    private static final Duration TRANSPORT_STOP = Duration.ofMillis(1800);
    /** Less than {@link LinkComponent#SHUTDOWN_LIMIT}: nothing had to be cut. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final CountDownLatch reached = new CountDownLatch(1);
    private boolean probing;

    /** A bundle context that has the instance directory and takes registrations. */
    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getProperty")) {
                        return args[0].equals(InstanceDirectory.PROBE_PROPERTY)
                                ? Boolean.toString(probing)
                                : directory.toString();
                    }
                    if (method.getName().equals("registerService")) {
                        if (((Dictionary<?, ?>) args[2])
                                .get(Condition.CONDITION_ID)
                                .equals(LinkCondition.ONLINE)) {
                            reached.countDown();
                        }
                        return Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {ServiceRegistration.class},
                                (registration, call, values) -> null);
                    }
                    throw new AssertionError(method.getName());
                });
    }

    private LinkComponent component(Network network, FakeTransport transport) {
        LinkComponent component = new LinkComponent(context());
        component.attach(new LinkFixture.FakeInbox());
        component.settings(LinkFixture.settings(Map.of()), Optional.empty());
        component.bindIdentity(new FakeIdentity(Golden.CLAIM_ID));
        if (network != null) {
            component.bindNetwork(network);
        }
        component.bindTransport(transport);
        component.start();
        return component;
    }

    @Test
    void stopsWhileSomethingIsMissing() throws Exception {
        assertStops(component(null, new FakeTransport()), SOON);
    }

    @Test
    void stopsWhileOnline() throws Exception {
        FakeTransport transport = new FakeTransport();
        LinkComponent component = component(new FakeNetwork(), transport);
        assertTrue(reached.await(10, TimeUnit.SECONDS), "online");

        assertStops(component, SOON);
        assertEquals(2, transport.last().published.size(), "hello and goodbye");
        assertTrue(transport.last().disconnected);
    }

    @Test
    void stopsOnlineWhenNothingIsAcknowledged() throws Exception {
        FakeTransport transport = new FakeTransport();
        transport.acknowledging = false;
        LinkComponent component = component(new FakeNetwork(), transport);
        awaitConnected(component);

        assertStops(component, Duration.ofSeconds(5));
    }

    @Test
    void stopsOnlineWhenTheConnectionDoesNotClose() throws Exception {
        FakeTransport transport = new FakeTransport() {
            @Override
            public TransportSession connect(
                    io.aclk.api.transport.ConnectOptions options,
                    io.aclk.api.transport.TransportListener listener,
                    AbortSignal abort,
                    ConnectObserver observer) {
                Session session = new Session(options, listener) {
                    @Override
                    public void disconnect(Duration limit) {
                        waitForInterrupt();
                    }
                };
                sessions.add(session);
                return session;
            }
        };
        LinkComponent component = component(new FakeNetwork(), transport);
        assertTrue(reached.await(10, TimeUnit.SECONDS), "online");

        assertStops(component, Duration.ofSeconds(5));
        assertTrue(transport.last().closed, "cut in the end");
    }

    @Test
    void stopsInTheMiddleOfACall() throws Exception {
        LinkComponent component = component(new SlowNetwork(true), new FakeTransport());
        assertTrue(reached.await(10, TimeUnit.SECONDS), "in the call");

        assertStops(component, SOON);
    }

    @Test
    void stopsInTheMiddleOfACallThatCannotBeAborted() throws Exception {
        LinkComponent component = component(new SlowNetwork(false), new FakeTransport());
        assertTrue(reached.await(10, TimeUnit.SECONDS), "in the call");

        assertStops(component, Duration.ofSeconds(5));
    }

    /** The worst case: neither the goodbye nor the orderly close nor the close at once ever returns. */
    @Test
    void stopsWhenEverythingHangsAndLeavesTimeForTheTransportToStop() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        FakeTransport transport = new FakeTransport() {
            @Override
            public TransportSession connect(
                    ConnectOptions options, TransportListener listener, AbortSignal abort, ConnectObserver observer) {
                Session session = new Session(options, listener) {
                    @Override
                    public void disconnect(Duration limit) {
                        waitWhateverHappens(never);
                    }

                    @Override
                    public void close() {
                        waitWhateverHappens(never);
                    }
                };
                sessions.add(session);
                return session;
            }
        };
        transport.acknowledging = false;
        LinkComponent component = component(new FakeNetwork(), transport);
        awaitConnected(component);

        long start = System.nanoTime();
        component.stop();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        never.countDown();

        Duration computed =
                LinkComponent.SHUTDOWN_LIMIT.plus(LinkComponent.CUT_LIMIT).plus(LinkComponent.END_LIMIT);
        assertTrue(computed.plus(TRANSPORT_STOP).compareTo(Duration.ofSeconds(5)) < 0, "computed " + computed);
        assertTrue(taken.compareTo(Duration.ofSeconds(4)) < 0, "took " + taken);
    }

    private static void waitWhateverHappens(CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException e) {
                // a part that hangs does not listen either
            }
        }
    }

    @Test
    void doesNothingInAFrameworkThatOnlyLooks() throws Exception {
        probing = true;
        SlowNetwork network = new SlowNetwork(true);
        LinkComponent component = component(network, new FakeTransport());

        assertFalse(reached.await(500, TimeUnit.MILLISECONDS), "nobody is asked");
        assertFalse(component.status().online());
        assertStops(component, SOON);
        assertFalse(Files.exists(directory.resolve("data")));
    }

    @Test
    void aFrameworkThatOnlyLooksTellsTheSwitch() throws Exception {
        LinkComponent running = component(null, new FakeTransport());
        running.stop("anna").toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertStops(running, Duration.ofSeconds(5));
        probing = true;

        LinkComponent looking = component(null, new FakeTransport());

        // an event after those of the start
        looking.liftBan("anna").toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertTrue(looking.status().switchedOff().orElse("").startsWith("anna at "), "the switch is told");
        assertStops(looking, SOON);
    }

    @Test
    void stopsTwice() throws Exception {
        LinkComponent component = component(null, new FakeTransport());
        component.stop();
        assertStops(component, Duration.ofSeconds(5));
    }

    /** A call that never returns by itself. */
    private final class SlowNetwork implements Network {
        private final boolean abortable;

        SlowNetwork(boolean abortable) {
            this.abortable = abortable;
        }

        @Override
        public NetworkConnection connect(
                String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
            throw new AssertionError("not used");
        }

        @Override
        public HttpReply exchange(HttpCall request, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
                throws NetworkException {
            CountDownLatch aborted = new CountDownLatch(1);
            if (abortable) {
                abort.register(aborted::countDown);
            }
            reached.countDown();
            try {
                aborted.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new NetworkException(NetworkException.Reason.ABORTED, "aborted");
        }
    }

    /** Connected, but not acknowledged: the condition does not hold. */
    private void awaitConnected(LinkComponent component) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!component.status().online()) {
            assertTrue(System.nanoTime() < end, "connected");
            Thread.onSpinWait();
        }
        assertEquals(1, reached.getCount(), "nobody is told that it is online");
    }

    private static void waitForInterrupt() {
        try {
            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertStops(LinkComponent component, Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        component.stop();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(taken.compareTo(limit) < 0, "took " + taken);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("aclk-")) {
                // the thread may be on its last steps
                thread.join(5000);
                assertFalse(thread.isAlive(), "left behind: " + thread);
            }
        }
    }
}
