package io.aclk.transport.internal;

import static io.aclk.transport.internal.TransportFixture.awaitFailure;
import static io.aclk.transport.internal.TransportFixture.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.transport.ConnectOptions;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportException.Fault;
import io.aclk.api.transport.TransportSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connect tells its observer, and how exactly its failures name what went wrong. */
@ExtendWith(ThreadGuard.class)
class ObservedConnectTest {

    private static final Limits SHORT = new Limits(
            Duration.ofSeconds(60),
            Duration.ofMillis(300),
            Duration.ofSeconds(9),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1));

    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final ConnectObserver observer = new ConnectObserver() {
        @Override
        public void entered(Step step, String subject) {
            steps.add("> " + step + " " + subject);
        }

        @Override
        public void passed(Step step, String detail) {
            steps.add("< " + step + " " + detail);
        }
    };

    private TransportSession connect(TransportFixture fixture, ConnectOptions options) throws TransportException {
        return fixture.transport.connect(options, fixture.listener, new AbortSignal(), observer);
    }

    private TransportException fails(FaultServer.Script script) throws Exception {
        return fails(Duration.ofSeconds(10), script);
    }

    private TransportException fails(Duration limit, FaultServer.Script script) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(script)) {
            ConnectOptions limited = options(server.endpoint(), "secret", Duration.ofSeconds(60), limit, 1024);
            return assertThrows(TransportException.class, () -> connect(fixture, limited));
        }
    }

    private void assertReached(String... expected) {
        assertEquals(
                List.of(expected),
                steps.stream()
                        .map(step -> step.split(" "))
                        .map(words -> words[0] + " " + words[1])
                        .toList());
    }

    @Test
    void stepsAreToldWithWhatTheyAreAboutAndWhatCameOut() throws Exception {
        byte[] properties = {0x21, 0, 10, 0x27, 0, 1, 0, 0, 0x13, 0, 30, 0x22, 0, 5};
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(properties, FaultPeer::awaitEnd)) {
            connect(fixture, options(server.endpoint()));
            assertEquals(
                    List.of(
                            "> WEBSOCKET localhost:" + server.port() + "/mqtt",
                            "< WEBSOCKET subprotocol mqtt",
                            "> MQTT localhost:" + server.port(),
                            "< MQTT receive maximum 10, packets of at most 65536 bytes, keep-alive 30 s,"
                                    + " 5 topic aliases"),
                    steps);
        }
    }

    @ParameterizedTest
    @CsvSource({"403, text/html", "200, text/html; charset=utf-8", "503,"})
    void refusedUpgradeSaysWhatWasAnswered(int status, String contentType) throws Exception {
        TransportException e = fails(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 " + status + " Reason\r\n"
                    + (contentType == null ? "Retry-After: 17\r\n" : "Content-Type: " + contentType + "\r\n")
                    + "Content-Length: 6\r\n\r\n<html>");
            peer.awaitEnd();
        });
        assertReached("> WEBSOCKET");
        assertEquals(Fault.UPGRADE_REFUSED, e.fault());
        assertEquals(OptionalInt.of(status), e.httpStatus());
        assertEquals(OptionalInt.empty(), e.reasonCode());
        assertEquals(Optional.ofNullable(contentType), e.contentType());
        assertEquals(contentType == null ? Optional.of("17") : Optional.empty(), e.retryAfter());
    }

    @Test
    void refusedUpgradeKeepsItsStatusWhenTheHeadBreaksOff() throws Exception {
        TransportException e = fails(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 403 Forbidden\r\nConte");
            peer.socket().close();
        });
        assertEquals(OptionalInt.of(403), e.httpStatus());
        assertEquals(Optional.empty(), e.contentType());
    }

    @Test
    void answerThatIsNotHttpIsNamed() throws Exception {
        TransportException e = fails(peer -> {
            peer.readRequest();
            peer.send("SSH-2.0-OpenSSH_9.2\r\n");
            peer.awaitEnd();
        });
        assertEquals(Fault.NOT_HTTP, e.fault());
        assertReached("> WEBSOCKET");
    }

    @Test
    void wrongAcceptIsNamed() throws Exception {
        TransportException e = fails(peer -> {
            peer.readRequest();
            peer.send(peer.acceptance().replaceFirst("Accept: .", "Accept: "));
            peer.awaitEnd();
        });
        assertEquals(Fault.WRONG_ACCEPT, e.fault());
    }

    @Test
    void wrongSubprotocolIsRefusedAndNamed() throws Exception {
        TransportException e = fails(peer -> {
            peer.readRequest();
            peer.send(peer.acceptance().replace("Protocol: mqtt", "Protocol: graphql-ws"));
            peer.awaitEnd();
        });
        assertEquals(Fault.WRONG_SUBPROTOCOL, e.fault());
        assertTrue(e.getMessage().contains("\"graphql-ws\""), e.getMessage());
    }

    @Test
    void missingSubprotocolIsAcceptedAsTheReferenceAgentDoes() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.start(peer -> {
                    peer.readRequest();
                    peer.send(peer.acceptance().replace("Sec-WebSocket-Protocol: mqtt\r\n", ""));
                    peer.expect(1);
                    peer.sendMqtt(FaultPeer.connAck(0));
                    peer.awaitEnd();
                })) {
            connect(fixture, options(server.endpoint()));
            assertEquals("< WEBSOCKET no subprotocol named", steps.get(1));
        }
    }

    @Test
    void missingAnswersAreToldApart() throws Exception {
        assertEquals(
                Fault.UPGRADE_TIMEOUT,
                fails(Duration.ofSeconds(1), FaultPeer::awaitEnd).fault());
        assertReached("> WEBSOCKET");
        steps.clear();
        TransportException noConnAck = fails(Duration.ofSeconds(3), peer -> {
            peer.upgrade();
            peer.awaitEnd();
        });
        assertEquals(Fault.CONNACK_TIMEOUT, noConnAck.fault());
        assertReached("> WEBSOCKET", "< WEBSOCKET", "> MQTT");
    }

    @Test
    void refusedConnectIsNamed() throws Exception {
        TransportException e = fails(peer -> {
            peer.upgrade();
            peer.expect(1);
            peer.sendMqtt(FaultPeer.connAck(0x86));
            peer.awaitEnd();
        });
        assertReached("> WEBSOCKET", "< WEBSOCKET", "> MQTT");
        assertEquals(Fault.CONNACK_REFUSED, e.fault());
        assertEquals(OptionalInt.of(0x86), e.reasonCode());
        assertEquals(OptionalInt.empty(), e.httpStatus());
    }

    @Test
    void refusedAndUnansweredSubscriptionsAreNamed() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    peer.expect(8);
                    peer.sendMqtt(FaultPeer.subAck(1, 0x87));
                    peer.awaitEnd();
                })) {
            TransportException refused =
                    awaitFailure(connect(fixture, options(server.endpoint())).subscribe("/a"));
            assertEquals(Fault.SUBACK_REFUSED, refused.fault());
            assertEquals(OptionalInt.of(0x87), refused.reasonCode());
        }
        try (TransportFixture fixture = new TransportFixture(SHORT);
                FaultServer server = FaultServer.connected(FaultPeer::awaitEnd)) {
            TransportException unanswered =
                    awaitFailure(connect(fixture, options(server.endpoint())).subscribe("/b"));
            assertEquals(Fault.SUBACK_TIMEOUT, unanswered.fault());
        }
    }

    @Test
    void sessionTakenOverIsACauseOfItsOwn() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.afterSubscribe(peer -> {
                    peer.sendMqtt(new byte[] {(byte) 0xE0, 2, (byte) 0x8E, 0});
                    peer.awaitEnd();
                })) {
            connect(fixture, options(server.endpoint())).subscribe("/go");
            RecordingListener.End end = fixture.listener.awaitEnd();
            assertEquals(DisconnectCause.TAKEN_OVER, end.cause());
            assertTrue(end.detail().contains("0x8e"), end.detail());
        }
    }

    @Test
    void anObserverThatThrowsEndsNoConnect() throws Exception {
        ConnectObserver broken = new ConnectObserver() {
            @Override
            public void entered(Step step, String subject) {
                throw new IllegalStateException("entered " + step);
            }

            @Override
            public void passed(Step step, String detail) {
                throw new IllegalStateException("passed " + step);
            }
        };
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(FaultPeer::awaitEnd)) {
            TransportSession session =
                    fixture.transport.connect(options(server.endpoint()), fixture.listener, new AbortSignal(), broken);

            assertTrue(session.info().remoteAddress().endsWith(":" + server.port()));
        }
    }

    @Test
    void addressesAreReadable() throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(FaultPeer::awaitEnd)) {
            TransportSession.ConnectionInfo info =
                    connect(fixture, options(server.endpoint())).info();
            assertTrue(info.localAddress().matches("127\\.0\\.0\\.1:[0-9]+|\\[::1]:[0-9]+"), info.localAddress());
            assertTrue(info.remoteAddress().endsWith(":" + server.port()), info.remoteAddress());
            fixture.transport.deactivate();
            assertTrue(info.localAddress().contains(":"), "kept when the socket is closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "[2001:db8::1:2:3]", "[2001:db8:1:2:3:4:5:6]", "[fe80::]", "[::]"})
    void addressesAreWrittenAsPeopleWriteThem(String host) throws Exception {
        InetAddress address = InetAddress.getByName(host);
        assertEquals(host + ":8444", Negotiated.address(new InetSocketAddress(address, 8444)));
    }
}
