package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.NetworkException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Happy Eyeballs (RFC 8305): the first address that answers, whatever the others do. */
@Timeout(30)
class TcpRaceTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final AbortSignal abort = new AbortSignal();
    private final AbortSignal stopping = new AbortSignal();
    private final Watchdog watchdog = new Watchdog();
    private final TcpRace race = new TcpRace();

    @AfterEach
    void stop() throws Exception {
        race.stop();
        watchdog.stop();
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    @Test
    void blackHoleFirstCostsTheDelayAlone() throws IOException {
        // chosen where nearly all ports in use are, and free with it on the other address
        int port = listen("127.0.0.1", 0);
        blackHole("::1", port);
        long start = System.nanoTime();
        try (Socket socket = connect(port, LONG, "::1", "127.0.0.1")) {
            assertEquals("127.0.0.1", socket.getInetAddress().getHostAddress());
            assertTrue(socket.getTcpNoDelay());
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis >= TcpRace.ATTEMPT_DELAY.toMillis() - 20, millis + " ms: the second began too early");
        assertTrue(millis < 5_000, millis + " ms: the second waited for the first");
        assertEquals(List.of("127.0.0.1 connected"), told);
        noThreadConnects();
    }

    @Test
    void blackHoleLastIsNotEvenTried() throws IOException {
        int port = listen("127.0.0.1", 0);
        try (Socket socket = connect(port, LONG, "127.0.0.1", "192.0.2.1", "100::1")) {
            assertEquals("127.0.0.1", socket.getInetAddress().getHostAddress());
        }
        assertEquals(List.of("127.0.0.1 connected"), told);
    }

    @Test
    void refusalStartsTheNextAtOnce() throws IOException {
        int port = listen("127.0.0.1", 0);
        try (Socket socket = connect(port, LONG, "::1", "127.0.0.2", "127.0.0.1")) {
            assertEquals("127.0.0.1", socket.getInetAddress().getHostAddress());
        }
        assertEquals(
                List.of("0:0:0:0:0:0:0:1 Connection refused", "127.0.0.2 Connection refused", "127.0.0.1 connected"),
                told);
    }

    @Test
    void goodIpv6AfterRefusedIpv4() throws IOException {
        int port = listen("::1", 0);
        try (Socket socket = connect(port, LONG, "127.0.0.1", "::1")) {
            assertEquals(16, socket.getInetAddress().getAddress().length);
        }
    }

    @Test
    void allRefusedNamesEachAddress() throws IOException {
        int port = listen("127.0.0.3", 0);
        NetworkException e = assertThrows(NetworkException.class, () -> connect(port, LONG, "::1", "127.0.0.1"));
        assertEquals(Optional.of(Fault.TCP_REFUSED), e.fault());
        assertEquals(
                "connect to host:" + port + ": 0:0:0:0:0:0:0:1 Connection refused; 127.0.0.1 Connection refused",
                e.getMessage());
    }

    @Test
    void addressOfAProxyIsNamedOnceAndAsThatOfTheProxy() throws IOException {
        int port = listen("127.0.0.3", 0);
        TcpRace.Target proxy =
                new TcpRace.Target(Peer.PROXY, "127.0.0.1", List.of(InetAddress.getByName("127.0.0.1")), port);
        NetworkException e =
                assertThrows(NetworkException.class, () -> race.connect(proxy, LONG, attempt(), Steps.SILENT));
        assertEquals("connect to the proxy 127.0.0.1:" + port + ": Connection refused", e.getMessage());
    }

    @Test
    void allSilentEndsByTheLimit() throws IOException {
        int port = blackHole("127.0.0.1", 0);
        NetworkException e =
                assertThrows(NetworkException.class, () -> connect(port, Duration.ofMillis(700), "::1", "127.0.0.1"));
        assertEquals(Optional.of(Fault.TCP_NO_ANSWER), e.fault());
        assertEquals(Reason.TCP, e.reason());
        assertEquals(
                "connect to host:" + port
                        + ": no end after 0.7 s: 0:0:0:0:0:0:0:1 Connection refused; 127.0.0.1 no answer",
                e.getMessage());
        assertEquals(List.of("0:0:0:0:0:0:0:1 Connection refused", "127.0.0.1 no answer"), told);
        noThreadConnects();
    }

    @Test
    void abortEndsAllOfThem() throws Exception {
        int port = blackHole("127.0.0.1", 0);
        blackHole("::1", port);
        FutureTask<Socket> call = new FutureTask<>(() -> connect(port, LONG, "::1", "127.0.0.1"));
        new Thread(call).start();
        awaitConnecting(2);
        abort.abort();
        ExecutionException e = assertThrows(ExecutionException.class, () -> call.get(5, TimeUnit.SECONDS));
        assertEquals(
                Reason.ABORTED,
                assertInstanceOf(NetworkException.class, e.getCause()).reason());
        noThreadConnects();
    }

    @Test
    void familiesAlternateBeginningWithIpv6() throws Exception {
        InetAddress[] found = {
            InetAddress.getByName("192.0.2.1"),
            InetAddress.getByName("192.0.2.2"),
            InetAddress.getByName("192.0.2.3"),
            InetAddress.getByName("2001:db8::1"),
        };
        Resolver resolver = new Resolver(host -> found);
        List<InetAddress> order = resolver.resolve("host", Peer.SERVER, attempt());
        resolver.stop();
        assertEquals(List.of(found[3], found[0], found[1], found[2]), order);
    }

    private Socket connect(int port, Duration limit, String... addresses) throws IOException {
        List<InetAddress> all = new ArrayList<>();
        for (String address : addresses) {
            all.add(InetAddress.getByName(address));
        }
        ConnectObserver observer = new ConnectObserver() {
            @Override
            public void tried(InetSocketAddress address, Optional<String> failure) {
                told.add(address.getAddress().getHostAddress() + " " + failure.orElse("connected"));
            }
        };
        return race.connect(new TcpRace.Target(Peer.SERVER, "host", all, port), limit, attempt(), new Steps(observer));
    }

    private Attempt attempt() {
        return new Attempt(abort, stopping, watchdog, Deadline.in(Duration.ofSeconds(25)), Steps.SILENT);
    }

    private int listen(String address, int port) throws IOException {
        ServerSocket listener = new ServerSocket(port, 50, InetAddress.getByName(address));
        opened.add(listener);
        return listener.getLocalPort();
    }

    /** An address that answers nothing, because nobody accepts and the backlog is full. */
    private int blackHole(String address, int port) throws IOException {
        ServerSocket listener = new ServerSocket(port, 1, InetAddress.getByName(address));
        opened.add(listener);
        for (int i = 0; i < 20; i++) {
            Socket socket = new Socket();
            opened.add(socket);
            try {
                socket.connect(listener.getLocalSocketAddress(), 100);
            } catch (SocketTimeoutException e) {
                return listener.getLocalPort();
            }
        }
        throw new IllegalStateException("the backlog does not fill up");
    }

    /** The losers are closed: nobody is blocked in connecting any more. */
    private static void noThreadConnects() {
        awaitConnecting(0);
    }

    private static void awaitConnecting(int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (connecting() != count) {
            assertTrue(System.nanoTime() - end < 0, () -> connecting() + " threads connect, not " + count);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static long connecting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("aclk-connect"))
                .filter(entry -> List.of(entry.getValue()).stream()
                        .anyMatch(frame -> frame.getClassName().equals("java.net.Socket")
                                && frame.getMethodName().equals("connect")))
                .count();
    }
}
