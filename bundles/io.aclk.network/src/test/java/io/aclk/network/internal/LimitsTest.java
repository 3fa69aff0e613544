package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestCertificate;
import io.aclk.network.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No peer, however silent or slow, holds a call for longer than its limit, and an abort ends it at once. */
class LimitsTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("the authority");
    private static final TestCertificate CERTIFICATE = AUTHORITY.issue("localhost");
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private NetworkService network;
    private String proxy = "none";

    @BeforeEach
    void start() {
        network = new NetworkService(Map.of(), InetAddress::getAllByName);
    }

    @AfterEach
    void stop() throws Exception {
        network.stop();
        over.countDown();
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    /** A step in which the peer keeps us waiting, and how that is classified. */
    enum Silence {
        LOOK_UP(Reason.DNS) {
            @Override
            int prepare(LimitsTest test) {
                test.network.stop();
                test.network = new NetworkService(Map.of(), host -> test.neverResolve());
                return 443;
            }
        },
        TCP_CONNECT(Reason.TCP) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                return test.fullBacklog();
            }
        },
        PROXY(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                test.proxy = "http://127.0.0.1:" + test.silent();
                return 443;
            }
        },
        SOCKS_PROXY(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                test.proxy = "socks5h://127.0.0.1:" + test.silent();
                return 443;
            }
        },
        SOCKS_4A_PROXY(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                test.proxy = "socks4a://127.0.0.1:" + test.silent();
                return 443;
            }
        },
        TLS_WITH_PROXY(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                test.proxy = "https://127.0.0.1:" + test.silent();
                return 443;
            }
        },
        PROXY_OVER_TLS(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                test.proxy = "https://localhost:"
                        + test.serve(TestServer.tls(CERTIFICATE, socket -> {
                            HttpText.readHead(socket.getInputStream());
                            test.reached.countDown();
                            HttpText.untilClosed(socket);
                        }));
                return 443;
            }
        },
        PROXY_THAT_ASKED_FOR_A_LOGIN(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                test.proxy = "http://u:p@localhost:"
                        + test.serve(TestServer.plain(socket -> {
                            if (!HttpText.readHead(socket.getInputStream()).contains("Authorization")) {
                                HttpText.send(socket, "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\n\r\n");
                                return;
                            }
                            test.reached.countDown();
                            HttpText.untilClosed(socket);
                        }));
                return 443;
            }
        },
        TLS(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                return test.silent();
            }
        },
        TLS_WITHIN_TLS(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                test.proxy = "https://localhost:"
                        + test.serve(TestServer.tls(CERTIFICATE, socket -> {
                            HttpText.readHead(socket.getInputStream());
                            HttpText.send(socket, "HTTP/1.1 200 OK\r\n\r\n");
                            test.reached.countDown();
                            HttpText.untilClosed(socket);
                        }));
                return 443;
            }
        },
        HTTP(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                return test.serve(TestServer.tls(CERTIFICATE, socket -> {
                    HttpText.readRequest(socket);
                    test.reached.countDown();
                    HttpText.untilClosed(socket);
                }));
            }
        },
        SLOW_HTTP(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                return test.serve(TestServer.tls(CERTIFICATE, socket -> {
                    HttpText.readRequest(socket);
                    HttpText.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
                    test.reached.countDown();
                    test.drip(socket);
                }));
            }
        },
        UNREAD_REQUEST(Reason.TIMEOUT) {
            @Override
            int prepare(LimitsTest test) throws IOException {
                return test.serve(TestServer.tls(CERTIFICATE, socket -> {
                    socket.getInputStream().read();
                    test.reached.countDown();
                    test.awaitOver();
                }));
            }
        };

        private final Reason reason;

        Silence(Reason reason) {
            this.reason = reason;
        }

        abstract int prepare(LimitsTest test) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void limit(Silence silence) throws IOException {
        int port = silence.prepare(this);
        NetworkException e = assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThrows(NetworkException.class, () -> exchange(port, SHORT, new AbortSignal())));
        assertEquals(silence.reason, e.reason(), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void abort(Silence silence) throws Exception {
        int port = silence.prepare(this);
        AbortSignal abort = new AbortSignal();
        FutureTask<HttpReply> call = start(port, abort);
        abort.abort();
        aborted(call);
    }

    @ParameterizedTest
    @EnumSource
    void stopOfTheBundle(Silence silence) throws Exception {
        FutureTask<HttpReply> call = start(silence.prepare(this), new AbortSignal());
        assertTimeoutPreemptively(Duration.ofSeconds(5), network::stop);
        aborted(call);
    }

    @Test
    void whatBeginsWhileTheBundleStopsIsAborted() {
        network.stop();
        NetworkException e = assertThrows(NetworkException.class, () -> exchange(443, LONG, new AbortSignal()));
        assertEquals(Reason.ABORTED, e.reason(), e.getMessage());
    }

    @Test
    void abortedBefore() {
        AbortSignal abort = new AbortSignal();
        abort.abort();
        NetworkException e = assertThrows(NetworkException.class, () -> exchange(443, LONG, abort));
        assertEquals(Reason.ABORTED, e.reason());
    }

    @Test
    void peerThatClosesInTheHandshake() throws IOException {
        int port = serve(TestServer.plain(socket -> socket.getInputStream().read()));
        NetworkException e = assertThrows(NetworkException.class, () -> exchange(port, LONG, new AbortSignal()));
        assertEquals(Reason.CLOSED, e.reason(), e.getMessage());
    }

    @Test
    void peerThatDoesNotSpeakTls() throws IOException {
        int port = serve(TestServer.plain(socket -> {
            HttpText.send(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
            HttpText.untilClosed(socket);
        }));
        NetworkException e = assertThrows(NetworkException.class, () -> exchange(port, LONG, new AbortSignal()));
        assertEquals(Reason.TLS, e.reason(), e.getMessage());
    }

    @Test
    void unknownName() {
        network.stop();
        network = new NetworkService(Map.of(), host -> {
            throw new UnknownHostException(host);
        });
        NetworkException e = assertThrows(NetworkException.class, () -> exchange(443, LONG, new AbortSignal()));
        assertEquals(Reason.DNS, e.reason(), e.getMessage());
    }

    @Test
    void nobodyListens() throws IOException {
        // bound and not listening: refuses, and nobody else can take the port meanwhile
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = taken.getLocalPort();
            NetworkException e = assertThrows(NetworkException.class, () -> exchange(port, LONG, new AbortSignal()));
            assertEquals(Reason.TCP, e.reason(), e.getMessage());
        }
    }

    @Test
    void otherAddressesAreTried() throws IOException {
        int port = serve(TestServer.tls(CERTIFICATE, HttpText.answering("HTTP/1.1 204 No Content\r\n\r\n")));
        network.stop();
        network = new NetworkService(Map.of(), host -> new InetAddress[] {
            InetAddress.getByName("::1"), InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")
        });
        assertEquals(204, exchange(port, LONG, new AbortSignal()).status());
    }

    @Test
    void addressThatDoesNotAnswerLeavesTimeForTheOthers() throws IOException {
        int silent = fullBacklog();
        opened.add(TestServer.plain(HttpText::untilClosed));
        // on 127.0.0.2 somebody answers at the port at which 127.0.0.1 does not
        ServerSocket other = CERTIFICATE
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(silent, 5, InetAddress.getByName("127.0.0.2"));
        opened.add(other);
        Thread answer = new Thread(() -> {
            try (Socket socket = other.accept()) {
                HttpText.answering("HTTP/1.1 204 No Content\r\n\r\n").serve(socket);
            } catch (IOException e) {
                // the test fails by what it sees
            }
        });
        answer.start();
        network.stop();
        network = new NetworkService(Map.of(), host ->
                new InetAddress[] {InetAddress.getByName("127.0.0.1"), InetAddress.getByName("127.0.0.2")});
        assertEquals(
                204, exchange(silent, Duration.ofSeconds(4), new AbortSignal()).status());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingIsBoundedWhileAWriterIsBlocked(boolean throughTls) throws Exception {
        if (throughTls) {
            proxy = "https://localhost:"
                    + serve(TestServer.tls(CERTIFICATE, TestProxies.connecting(TestProxies.queue(), head -> "")));
        }
        int port = serve(TestServer.tls(CERTIFICATE, socket -> {
            socket.getInputStream().read();
            awaitOver();
        }));
        NetworkConnection connection = network.connect("localhost", port, options(), new AbortSignal());
        CountDownLatch writing = new CountDownLatch(1);
        FutureTask<Void> writer = new FutureTask<>(() -> {
            byte[] block = new byte[1 << 20];
            writing.countDown();
            while (true) {
                connection.socket().getOutputStream().write(block);
            }
        });
        new Thread(writer).start();
        assertTrue(writing.await(5, TimeUnit.SECONDS));
        assertTimeoutPreemptively(Duration.ofSeconds(3), connection::close);
        ExecutionException ended = assertThrows(ExecutionException.class, () -> writer.get(5, TimeUnit.SECONDS));
        assertInstanceOf(IOException.class, ended.getCause());
    }

    @Test
    void connectionOutlivesTheService() throws IOException {
        int port = serve(TestServer.tls(CERTIFICATE, HttpText::untilClosed));
        try (NetworkConnection connection = network.connect("localhost", port, options(), new AbortSignal())) {
            network.stop();
            connection.socket().getOutputStream().write(1);
        }
    }

    private FutureTask<HttpReply> start(int port, AbortSignal abort) throws InterruptedException {
        FutureTask<HttpReply> call = new FutureTask<>(() -> exchange(port, LONG, abort));
        Thread thread = new Thread(call);
        thread.setDaemon(true);
        thread.start();
        // a peer that cannot notice us (a full backlog) is not waited for: an early abort must work as well
        reached.await(300, TimeUnit.MILLISECONDS);
        return call;
    }

    private static void aborted(FutureTask<HttpReply> call) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> call.get(5, TimeUnit.SECONDS));
        NetworkException cause = assertInstanceOf(NetworkException.class, e.getCause());
        assertEquals(Reason.ABORTED, cause.reason(), cause.getMessage());
    }

    private HttpReply exchange(int port, Duration limit, AbortSignal abort) throws NetworkException {
        URI uri = URI.create("https://localhost:" + port + "/");
        byte[] body = new byte[32 << 20];
        return network.exchange(new HttpCall("PUT", uri, Map.of(), body, 2_000_000, limit), options(), abort);
    }

    private NetworkOptions options() {
        Path ca = AUTHORITY.certificate().write(dir.resolve("ca.pem"));
        return new NetworkOptions(proxy, false, List.of(ca), "");
    }

    private int serve(TestServer server) {
        opened.add(server);
        return server.port();
    }

    private int silent() throws IOException {
        return serve(TestServer.plain(socket -> {
            reached.countDown();
            HttpText.untilClosed(socket);
        }));
    }

    /** A port at which connecting gets no answer at all, because nobody accepts and the backlog is full. */
    private int fullBacklog() throws IOException {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
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

    private InetAddress[] neverResolve() throws UnknownHostException {
        reached.countDown();
        awaitOver();
        throw new UnknownHostException("the test is over");
    }

    private void awaitOver() {
        try {
            over.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drip(Socket socket) throws IOException {
        try {
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                HttpText.send(socket, "x");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
