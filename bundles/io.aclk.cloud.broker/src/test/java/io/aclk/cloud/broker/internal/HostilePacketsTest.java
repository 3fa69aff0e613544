package io.aclk.cloud.broker.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes that no well-behaved client sends. */
class HostilePacketsTest {

    private static final int CONNACK = 0x20;

    private static BrokerFixture fixture;

    private SSLSocket socket;

    @BeforeAll
    static void start() throws Exception {
        fixture = new BrokerFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void open() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, BrokerFixture.key().trust().getTrustManagers(), null);
        socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", fixture.broker.port());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(BrokerFixture.SECONDS));
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    @Test
    void aSecondConnectCannotBecomeSomebodyElse() throws Exception {
        send(connect("first", fixture.logins.issue("first"), 0));
        assertEquals(CONNACK, socket.getInputStream().read());
        send(connect("second", "whatever", 0));
        assertClosed();
    }

    @Test
    void aWillThatIsToBeRetainedIsRefused() throws Exception {
        send(connect("retained-will", fixture.logins.issue("retained-will"), 0x24));
        assertClosed();
    }

    @Test
    void aPacketBeyondTheLimitEndsTheConnectionBeforeItIsThere() throws Exception {
        send(connect("oversize", fixture.logins.issue("oversize"), 0));
        assertEquals(CONNACK, socket.getInputStream().read());
        // PUBLISH of 200 MiB; only its head and a little more is sent
        send(new byte[] {0x32, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x64, 0, 1, 'x'});
        assertClosed();
    }

    @Test
    void aGoodbyeBehindMuchElseStillForgetsTheWill() throws Exception {
        BlockingQueue<Map.Entry<String, byte[]>> wills = fixture.received("/agent/late-bye/outbound/x");
        send(connect("late-bye", fixture.logins.issue("late-bye"), 0x04));
        assertEquals(CONNACK, socket.getInputStream().read());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            all.writeBytes(publish("/agent/late-bye/outbound/y"));
        }
        all.writeBytes(new byte[] {(byte) 0xE0, 0});
        send(all.toByteArray());
        socket.close();
        assertNull(wills.poll(3, TimeUnit.SECONDS));
    }

    @Test
    void aStrangerCannotFillTheMemoryWithOneRequest() throws Exception {
        send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] piece = new byte[64 * 1024];
        assertThrows(IOException.class, () -> {
            for (int sent = 0; sent < 64 << 20; sent += piece.length) {
                send(piece);
            }
        });
    }

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Whatever is still said, the connection ends. */
    private void assertClosed() throws IOException {
        InputStream in = socket.getInputStream();
        int total = 0;
        try {
            while (in.read() >= 0) {
                total++;
                assertTrue(total < 1_000, "the broker goes on talking");
            }
        } catch (SocketTimeoutException e) {
            fail("the connection stays open", e);
        } catch (IOException e) {
            // reset: closed, too
        }
    }

    /** PUBLISH of QoS 0 with an empty payload. */
    private static byte[] publish(String topic) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(packet);
        out.writeByte(0x30);
        out.writeByte(topic.length() + 3); // below 128
        out.writeUTF(topic);
        out.writeByte(0);
        return packet.toByteArray();
    }

    /** CONNECT of MQTT 5 with clean start, user name and password; {@code will} are will flags beyond the will flag. */
    private static byte[] connect(String clientId, String password, int will) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF("MQTT");
        out.writeByte(5);
        out.writeByte(0xC2 | will);
        out.writeShort(60);
        out.writeByte(0);
        out.writeUTF(clientId);
        if (will != 0) {
            out.writeByte(0);
            out.writeUTF("/agent/" + clientId + "/outbound/x");
            out.writeUTF("gone");
        }
        out.writeUTF("user-" + clientId);
        out.writeUTF(password);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x10);
        packet.write(body.size()); // below 128
        packet.write(body.toByteArray());
        return packet.toByteArray();
    }
}
