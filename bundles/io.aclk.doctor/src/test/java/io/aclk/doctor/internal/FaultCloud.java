package io.aclk.doctor.internal;

import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestCertificate;
import io.aclk.network.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;

/**
 * A cloud that does what it should, but for what a test scripts: {@code env}, {@code challenge}, {@code password} and
 * {@code mqtt} (the upgrade and what follows) on one TLS port of 127.0.0.1.
 */
final class FaultCloud implements Closeable {

    private static final String WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int SUBSCRIBE = 8;
    private static final int DISCONNECT = 14;
    /** A frame of WebSocket: close, 1000. */
    private static final byte[] CLOSE = {(byte) 0x88, 2, 0x03, (byte) 0xE8};

    /** One request, read whole, and the connection it came over. */
    record Exchange(Socket socket, String request) {
        void send(String text) throws IOException {
            HttpText.send(socket, text);
        }

        void untilClosed() throws IOException {
            HttpText.untilClosed(socket);
        }
    }

    /** Serves a request. */
    interface Script {
        void serve(Exchange exchange) throws IOException;
    }

    /** Serves the MQTT packets of a type: gets the packet, returns what is sent. */
    interface PacketScript {
        byte[] answer(byte[] packet);
    }

    private final TestServer server;
    private final PublicKey agentKey;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Instant clock;
    private volatile PacketScript connack = packet -> new byte[] {0x20, 3, 0, 0, 0};
    private volatile PacketScript suback = packet -> new byte[] {(byte) 0x90, 4, packet[0], packet[1], 0, 1};

    /** A cloud that knows the key of an agent. */
    FaultCloud(TestCertificate certificate, PublicKey agentKey) throws IOException {
        this.agentKey = agentKey;
        server = TestServer.tls(certificate, this::serve);
    }

    int port() {
        return server.port();
    }

    /** What was asked: names of scripts, and names of MQTT packets. */
    List<String> asked() {
        return asked;
    }

    /** Scripts one of the calls. */
    FaultCloud on(String name, Script script) {
        scripts.put(name, script);
        return this;
    }

    /** Answers one of the calls with a status, a type and a body; the headers may be followed by others. */
    FaultCloud answer(String name, int status, String type, String body) {
        return on(name, exchange -> exchange.send(response(status, type, body)));
    }

    /** What the server's clock shows, instead of the right time. */
    FaultCloud clock(Instant time) {
        clock = time;
        return this;
    }

    /** Answers CONNECT with a reason code. */
    FaultCloud connack(int code) {
        connack = packet -> new byte[] {0x20, 3, 0, (byte) code, 0};
        return this;
    }

    /** Does not answer CONNECT, or answers something else. */
    FaultCloud connack(PacketScript script) {
        connack = script;
        return this;
    }

    /** Answers SUBSCRIBE with a reason code. */
    FaultCloud suback(int code) {
        suback = packet -> new byte[] {(byte) 0x90, 4, packet[0], packet[1], 0, (byte) code};
        return this;
    }

    /** Does not answer SUBSCRIBE, or answers something else. */
    FaultCloud suback(PacketScript script) {
        suback = script;
        return this;
    }

    /** What {@code /env} says where all is well. */
    String env() {
        String here = "localhost:" + port();
        return "{\"authEndpoint\":\"https://" + here + "/api/v1/auth\",\"encoding\":\"proto\",\"transports\":"
                + "[{\"type\":\"MQTTv5\",\"endpoint\":\"wss://" + here + "/mqtt\"}],"
                + "\"backoff\":{\"base\":2,\"maxSeconds\":1800,\"minSeconds\":1},\"capabilities\":[\"proto\",\"ctx\"]}";
    }

    /** What the password call says where all is well. */
    static String credentials() {
        String topics = Stream.of(
                        "chart",
                        "alarms",
                        "meta",
                        "inbox-cmd",
                        "agent-connection",
                        "inbox-cmd-v1",
                        "create-node-instance",
                        "node-instance-connection",
                        "chart-and-dims-updated",
                        "chart-configs-updated",
                        "reset-charts",
                        "chart-retention-updated",
                        "node-instance-info",
                        "alarm-log-v2",
                        "alarm-checkpoint",
                        "alarm-config",
                        "alarm-snapshot-v2",
                        "node-instance-collectors",
                        "contexts-snapshot",
                        "contexts-updated")
                .map(name -> "{\"name\":\"" + name + "\",\"topic\":\"/agent/#{claim_id}/" + name + "\"}")
                .collect(Collectors.joining(","));
        return "{\"clientID\":\"c\",\"username\":\"u\",\"password\":\"p\",\"topics\":[" + topics + "]}";
    }

    /** An error body ({@code protocol/connecting.md} section 3.1). */
    static String error(boolean banned) {
        return "{\"errorCode\":\"E7\",\"errorMsgKey\":\"ErrX\",\"errorMessage\":\"not you\",\"errorNonRetryable\":"
                + banned + "}";
    }

    /** An HTTP answer. */
    String response(int status, String type, String body) {
        Instant now = clock == null ? Instant.now() : clock;
        return "HTTP/1.1 " + status + " Reason\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)) + "\r\nContent-Type: "
                + type
                + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private void serve(Socket socket) throws IOException {
        String request = HttpText.readRequest(socket);
        String path = request.split(" ", 3)[1].split("\\?")[0];
        String name = path.substring(path.lastIndexOf('/') + 1);
        asked.add(name);
        scripts.getOrDefault(name, exchange -> wellBehaved(name, exchange)).serve(new Exchange(socket, request));
        HttpText.untilClosed(socket);
    }

    private void wellBehaved(String name, Exchange exchange) throws IOException {
        switch (name) {
            case "env" -> exchange.send(response(200, "application/json", env()));
            case "challenge" -> exchange.send(response(200, "application/json", challenge(agentKey)));
            case "password" -> exchange.send(response(201, "application/json", credentials()));
            default -> {
                upgrade(exchange, "Sec-WebSocket-Protocol: mqtt\r\n");
                broker(exchange);
            }
        }
    }

    /** A challenge for a key. */
    static String challenge(PublicKey key) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return "{\"challenge\":\"" + Base64.getEncoder().encodeToString(cipher.doFinal(new byte[] {1, 2, 3}))
                    + "\"}";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Confirms the upgrade with some more headers. */
    static void upgrade(Exchange exchange, String headers) throws IOException {
        String key = exchange.request()
                .lines()
                .filter(line -> line.startsWith("Sec-WebSocket-Key: "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
        exchange.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n" + headers + "\r\n");
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + WEBSOCKET_GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** MQTT over WebSocket frames, each of which holds whole packets, as those of our client do. */
    private void broker(Exchange exchange) throws IOException {
        DataInputStream in = new DataInputStream(exchange.socket().getInputStream());
        while (true) {
            byte[] packet = frame(in);
            if (packet.length == 0) {
                // answered, so that whoever leaves knows that everything before it has come
                exchange.socket().getOutputStream().write(CLOSE);
                exchange.socket().getOutputStream().flush();
                return;
            }
            int type = (packet[0] & 0xff) >> 4;
            byte[] body = body(packet);
            byte[] answer = new byte[0];
            if (type == CONNECT) {
                asked.add("CONNECT");
                answer = connack.answer(body);
            } else if (type == SUBSCRIBE) {
                asked.add("SUBSCRIBE");
                answer = suback.answer(body);
            } else if (type == PUBLISH) {
                asked.add("PUBLISH");
            } else if (type == DISCONNECT) {
                asked.add("DISCONNECT");
            }
            if (answer.length > 0) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.write(0x82);
                out.write(answer.length);
                out.write(answer);
                exchange.socket().getOutputStream().write(out.toByteArray());
                exchange.socket().getOutputStream().flush();
            }
        }
    }

    /** The payload of the next frame with data; nothing at the end. */
    private static byte[] frame(DataInputStream in) throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            if (opcode == 8) {
                return new byte[0];
            }
            if (opcode == 2 && payload.length > 0) {
                return payload;
            }
        }
    }

    /** What follows the remaining length. */
    private static byte[] body(byte[] packet) {
        int start = 1;
        while ((packet[start++] & 0x80) != 0) {
            // the next byte belongs to the length
        }
        return java.util.Arrays.copyOfRange(packet, start, packet.length);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
