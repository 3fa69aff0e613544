package io.aclk.transport.internal;

import static io.aclk.transport.internal.TransportFixture.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The upgrade, as the reference agent does it and at servers that misbehave. */
@ExtendWith(ThreadGuard.class)
class WebSocketUpgradeTest {

    @Test
    void requestIsTheReferenceAgents() throws Exception {
        CompletableFuture<String> head = new CompletableFuture<>();
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> head.complete(peer.requestHead()))) {
            fixture.connect(URI.create("wss://localhost:" + server.port()));
            assertEquals(
                    "GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Key: KEY\r\nOrigin: \r\nSec-WebSocket-Protocol: mqtt\r\n"
                            + "Sec-WebSocket-Version: 13\r\n\r\n",
                    head.get(5, TimeUnit.SECONDS).replaceFirst("Key: [A-Za-z0-9+/]{22}==", "Key: KEY"));
        }
    }

    @Test
    void pathOfTheEndpointIsUsed() throws Exception {
        CompletableFuture<String> head = new CompletableFuture<>();
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> head.complete(peer.requestHead()))) {
            fixture.connect(URI.create("wss://localhost:" + server.port() + "/other/path"));
            assertTrue(head.get(5, TimeUnit.SECONDS).startsWith("GET /other/path HTTP/1.1\r\n"));
        }
    }

    @Test
    void sampleOfTheStandardIsAccepted() {
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.accept("dGhlIHNhbXBsZSBub25jZQ=="));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 403, 404, 503})
    void refusalIsReportedWithItsStatus(int status) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.readRequest();
                    peer.send("HTTP/1.1 " + status + " Some Reason\r\nContent-Length: 0\r\n\r\n");
                    peer.awaitEnd();
                })) {
            TransportException e = fixture.connectFails(options(server.endpoint()));
            assertEquals(DisconnectCause.WEBSOCKET_PROTOCOL, e.disconnectCause());
            assertEquals(status, e.code());
            assertFalse(fixture.listener.ended(), "a failed connect is not told to the listener");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
                "HTTP/1.0 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 101\r\nno colon\r\n\r\n",
                "\u0089\u0000"
            })
    void answerThatIsNoUpgradeIsRefused(String answer) throws Exception {
        refused(peer -> {
            peer.readRequest();
            peer.send(answer + "\r\n");
            peer.awaitEnd();
        });
    }

    @Test
    void endlessHeadIsRefused() throws Exception {
        refused(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 101 Switching Protocols\r\nX: " + "x".repeat(5000));
            peer.awaitEnd();
        });
        refused(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 101 Switching Protocols\r\n" + "X: y\r\n".repeat(200));
            peer.awaitEnd();
        });
    }

    @Test
    void extensionThatWasNotOfferedIsRefused() throws Exception {
        refused(peer -> {
            peer.readRequest();
            peer.send(
                    peer.acceptance().replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
            peer.awaitEnd();
        });
    }

    private static void refused(FaultServer.Script script) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(script)) {
            TransportException e = fixture.connectFails(options(server.endpoint()));
            assertEquals(DisconnectCause.WEBSOCKET_PROTOCOL, e.disconnectCause(), e.getMessage());
            assertEquals(-1, e.code());
        }
    }

    @Test
    void unusualButLegalAnswerIsAccepted() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.readRequest();
                    peer.send(peer.acceptance()
                            .replace("Connection: Upgrade", "connection:Upgrade")
                            .replace("Sec-WebSocket-Accept: ", "sec-websocket-accept:")
                            .replace("Sec-WebSocket-Protocol: mqtt", "sec-websocket-protocol:MQTT"));
                    peer.expect(1);
                    peer.sendMqtt(FaultPeer.connAck(0));
                })) {
            fixture.connect(server.endpoint());
            server.await();
        }
    }

    @Test
    void framesInOneGoWithTheAnswerAreNotLost() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.readRequest();
                    peer.send(peer.acceptance() + "\u0089\u0002hi");
                    peer.expect(1);
                    assertEquals("hi", new String(peer.nextControl().payload()));
                    peer.sendMqtt(FaultPeer.connAck(0));
                })) {
            fixture.connect(server.endpoint());
            server.await();
        }
    }

    @Test
    void slowAnswerIsAwaited() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.readRequest();
                    String answer = peer.acceptance();
                    peer.send(answer.substring(0, 20));
                    Pause.ofMillis(1500);
                    peer.send(answer.substring(20));
                    peer.expect(1);
                    peer.sendMqtt(FaultPeer.connAck(0));
                })) {
            fixture.connect(server.endpoint());
            server.await();
        }
    }

    @Test
    void answerThatDripsInBeyondTheLimitTimesOut() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.readRequest();
                    peer.send("HTTP/1.1 101 Switching Protocols\r\nX: ");
                    for (int i = 0; i < 400; i++) {
                        peer.send("x");
                        Pause.ofMillis(50);
                    }
                })) {
            assertTimesOut(fixture, server);
        }
    }

    @Test
    void silentServerTimesOut() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(FaultPeer::awaitEnd)) {
            assertTimesOut(fixture, server);
        }
    }

    private static void assertTimesOut(TransportFixture fixture, FaultServer server) {
        long begin = System.nanoTime();
        TransportException e = fixture.connectFails(impatient(server));
        assertEquals(DisconnectCause.CONNACK_TIMEOUT, e.disconnectCause());
        long millis = (System.nanoTime() - begin) / 1_000_000;
        assertTrue(millis >= 950 && millis < 10_000, "after " + millis + " ms");
    }

    static ConnectOptions impatient(FaultServer server) {
        return options(server.endpoint(), "secret", Duration.ofSeconds(60), Duration.ofSeconds(1), 1024);
    }

    @Test
    void closeRightAfterTheAnswerIsReported() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.upgrade();
                    peer.socket().close();
                })) {
            TransportException e = fixture.connectFails(options(server.endpoint()));
            assertTrue(
                    e.disconnectCause() == DisconnectCause.CLOSED_BY_PEER
                            || e.disconnectCause() == DisconnectCause.SOCKET_ERROR,
                    e.toString());
        }
    }

    @Test
    void refusedTcpConnectionIsReported() throws Exception {
        // bound and not listening: refuses, and nobody else can take the port meanwhile
        try (TransportFixture fixture = new TransportFixture();
                Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ConnectOptions options = options(URI.create("wss://localhost:" + taken.getLocalPort() + "/mqtt"));
            assertEquals(
                    DisconnectCause.CONNECT_FAILED,
                    fixture.connectFails(options).disconnectCause());
        }
    }
}
