package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands in for an unmodified Netdata agent, which Debian does not build with its cloud part: sends the bytes that one was
 * recorded to send, in its spelling, and is as narrow in what it accepts ({@code protocol/connecting.md} sections 2, 6
 * and 7): an answer must not end with the connection, frames must be whole and unmasked, QoS at most 1.
 */
final class StockAgentPeer implements AutoCloseable {

    private static final String VERSION = "v2.11.0-90-g04b1cf5427";
    private static final int QUIET_MILLIS = 300;
    private static final int LIMIT_MILLIS = 20_000;

    /** A message that arrived. */
    record Message(String topic, byte[] payload) {
        String name() {
            return topic.substring(topic.lastIndexOf('/') + 1);
        }
    }

    private final ObjectMapper json = new ObjectMapper();
    private final SSLContext tls;
    private final int port;
    private final KeyPair keys;
    final String claimId = UUID.randomUUID().toString();
    private final Map<String, String> topics = new HashMap<>();
    private final Map<String, Integer> aliases = new HashMap<>();
    private final Map<Integer, String> serverAliases = new HashMap<>();
    private final Queue<Message> inbox = new ArrayDeque<>();
    private byte[] pending = new byte[0];
    private int packetId;
    private SSLSocket link;

    StockAgentPeer(SSLContext tls, int port) throws Exception {
        this.tls = tls;
        this.port = port;
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    // ---- HTTPS, byte for byte

    int claim(String token, String machineGuid) throws Exception {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        String key = pem.replace("\n", "\\n");
        String body = "{\"node\":{\"id\":\"" + claimId + "\",\"hostname\":\"golden-agent\"},\"token\":\"" + token
                + "\",\"rooms\":[],\"publicKey\":\"" + key + "\",\"mGUID\":\"" + machineGuid + "\"}";
        return exchange("PUT /api/v1/spaces/nodes/" + claimId + " HTTP/1.1\r\nHost: localhost:" + port
                        + "\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .status;
    }

    /** env, challenge, password, WebSocket and CONNECT as recorded; returns the packets' own credentials replaced. */
    void connect(JsonNode recordedConnect) throws Exception {
        Answer env = exchange(get("/api/v1/env?v=" + VERSION.substring(1) + "&cap=proto,ctx&claim_id=" + claimId));
        assertEquals(200, env.status, env.body);
        JsonNode environment = json.readTree(env.body);
        assertEquals("proto", environment.get("encoding").asText());
        String auth = environment.get("authEndpoint").asText().replaceFirst("https://[^/]+", "");
        JsonNode transport = environment.get("transports").get(0);
        assertEquals("MQTTv5", transport.get("type").asText());

        Answer challenge = exchange(get(auth + "/node/" + claimId + "/challenge"));
        assertEquals(200, challenge.status, challenge.body);
        String text = json.readTree(challenge.body).get("challenge").asText();
        assertEquals(344, text.length());
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, keys.getPrivate());
        String response = Base64.getEncoder()
                .encodeToString(cipher.doFinal(Base64.getDecoder().decode(text)));
        String body = "{\"agent_version\":\"" + VERSION + "\", \"response\":\"" + response + "\"}";
        Answer password = exchange("POST " + auth + "/node/" + claimId + "/password HTTP/1.1\r\nHost: localhost\r\n"
                + "User-Agent: Netdata/rocks newhttpclient\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        assertEquals(201, password.status, password.body);
        JsonNode login = json.readTree(password.body);
        int alias = 0;
        for (JsonNode topic : login.get("topics")) {
            String full = topic.get("topic").asText().replaceFirst("#\\{claim_id}", claimId);
            topics.put(topic.get("name").asText(), full);
            aliases.put(full, ++alias);
        }
        upgrade(Integer.parseInt(transport.get("endpoint").asText().replaceFirst("wss://[^:]+:(\\d+)/mqtt", "$1")));
        send(connectPacket(
                login.get("clientID").asText(),
                login.get("username").asText(),
                login.get("password").asText(),
                topics.get("agent-connection"),
                replace(hex(recordedConnect.get("will").get("payload").asText()), claimId)));
        byte[] connack = packet();
        assertEquals(0x20, connack[0] & 0xff);
        assertEquals(0, connack[connack.length > 127 ? 4 : 3], "CONNACK reason");
        subscribe(topics.get("inbox-cmd"));
        subscribe(topics.get("inbox-cmd-v1"));
    }

    /** The CONNECT that an agent sends; public so that the test can compare it with the recorded one. */
    static byte[] connectPacket(String clientId, String user, String password, String willTopic, byte[] will) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(
                new byte[] {0, 4, 'M', 'Q', 'T', 'T', 5, (byte) 0xd6, 0, 60, 3, 0x22, (byte) 0xff, (byte) 0xff});
        string(body, clientId);
        body.write(0);
        string(body, willTopic);
        body.write(will.length >> 8);
        body.write(will.length);
        body.writeBytes(will);
        string(body, user);
        string(body, password);
        return withHeader(0x10, body.toByteArray());
    }

    private String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Netdata/rocks newhttpclient\r\n\r\n";
    }

    private record Answer(int status, String body) {}

    private Answer exchange(String request) throws Exception {
        try (SSLSocket socket = open(port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String head = head(socket.getInputStream());
            assertTrue(head.startsWith("HTTP/1.1 "), head);
            int length = 0;
            for (String line : head.split("\r\n")) {
                if (!line.startsWith("HTTP/1.1 ")) {
                    assertTrue(line.matches("[^:]+: .*"), "a header line without colon and blank: " + line);
                }
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring(16).strip());
                }
            }
            byte[] body = socket.getInputStream().readNBytes(length);
            socket.setSoTimeout(QUIET_MILLIS);
            try {
                int more = socket.getInputStream().read();
                throw new AssertionError(
                        more < 0
                                ? "the server closed: a stock agent takes that as a failure"
                                : "bytes after the answer");
            } catch (SocketTimeoutException e) {
                // as it must be: the agent closes
            }
            return new Answer(Integer.parseInt(head.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
        }
    }

    private SSLSocket open(int at) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", at);
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new AssertionError("the connection ended in the head: " + head);
            }
            head.append((char) c);
        }
        return head.toString();
    }

    // ---- WebSocket and MQTT

    private void upgrade(int at) throws Exception {
        link = open(at);
        link.getOutputStream()
                .write(("GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Key: ap09SgV7FlHEUXKX7Gfiqw==\r\nOrigin: \r\n"
                                + "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Version: 13\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        String head = head(link.getInputStream());
        assertTrue(head.startsWith("HTTP/1.1 101"), head);
    }

    private void subscribe(String filter) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        id(body);
        body.write(0);
        string(body, filter);
        body.write(0x09);
        send(withHeader(0x82, body.toByteArray()));
        byte[] suback = packet();
        assertEquals(0x90, suback[0] & 0xff, "a SUBACK");
        assertEquals(1, suback[suback.length - 1], "granted QoS of " + filter);
    }

    /** Publishes on a topic of the table, with its alias as an agent does it: the first time with the topic. */
    void publish(String name, byte[] payload) throws Exception {
        publishTo(topics.get(name), payload);
    }

    void publishTo(String topic, byte[] payload) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Integer alias = aliases.get(topic);
        boolean known = alias != null && alias < 0;
        string(body, known ? "" : topic);
        id(body);
        if (alias == null) {
            body.write(0);
        } else {
            body.writeBytes(new byte[] {3, 0x23, 0, (byte) Math.abs(alias)});
            aliases.put(topic, -Math.abs(alias));
        }
        body.writeBytes(payload);
        send(withHeader(0x32, body.toByteArray()));
    }

    /** The next message of a name; others before it are dropped. */
    Message await(String name) throws Exception {
        while (true) {
            Message message = inbox.poll();
            if (message == null) {
                packet();
            } else if (message.name().equals(name)) {
                return message;
            }
        }
    }

    /** Reads one packet; messages are acknowledged and go into the inbox. */
    private byte[] packet() throws Exception {
        while (true) {
            int length = complete();
            if (length > 0) {
                byte[] packet = Arrays.copyOf(pending, length);
                pending = Arrays.copyOfRange(pending, length, pending.length);
                if ((packet[0] & 0xf0) == 0x30) {
                    received(packet);
                } else if ((packet[0] & 0xf0) == 0x40) {
                    assertTrue(packet.length == 4 || packet[4] == 0, "a message was refused");
                }
                return packet;
            }
            frame();
        }
    }

    /** Length of the first packet in what was read, or 0 if it is not whole. */
    private int complete() {
        int length = 0;
        for (int i = 1; i < Math.min(5, pending.length); i++) {
            length |= (pending[i] & 0x7f) << 7 * (i - 1);
            if ((pending[i] & 0x80) == 0) {
                int whole = 1 + i + length;
                return pending.length >= whole ? whole : 0;
            }
        }
        return 0;
    }

    private void received(byte[] packet) throws Exception {
        int at = 1;
        while ((packet[at++] & 0x80) != 0) {
            // remaining length
        }
        int topicLength = (packet[at] & 0xff) << 8 | packet[at + 1] & 0xff;
        String topic = new String(packet, at + 2, topicLength, StandardCharsets.UTF_8);
        at += 2 + topicLength;
        int qos = packet[0] >> 1 & 3;
        assertTrue(qos <= 1, "QoS 2 is an error for an agent");
        if (qos == 1) {
            send(new byte[] {0x40, 2, packet[at], packet[at + 1]});
            at += 2;
        }
        int properties = packet[at] & 0xff;
        if (properties == 3 && packet[at + 1] == 0x23) {
            int alias = (packet[at + 2] & 0xff) << 8 | packet[at + 3] & 0xff;
            topic = topic.isEmpty() ? serverAliases.get(alias) : topic;
            serverAliases.put(alias, topic);
        } else {
            assertEquals(0, properties, "properties of a PUBLISH");
        }
        at += 1 + properties;
        inbox.add(new Message(topic, Arrays.copyOfRange(packet, at, packet.length)));
    }

    /** Reads one frame as narrowly as an agent does. */
    private void frame() throws IOException {
        DataInputStream in = new DataInputStream(link.getInputStream());
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        assertTrue((first & 0x80) != 0, "a fragmented frame: a stock agent drops the connection");
        assertEquals(0, second & 0x80, "a masked frame from the server");
        int length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] payload = in.readNBytes(length);
        if ((first & 0x0f) == 2) {
            int before = pending.length;
            pending = Arrays.copyOf(pending, before + length);
            System.arraycopy(payload, 0, pending, before, length);
        } else {
            assertEquals(9, first & 0x0f, "only binary frames and pings are expected");
        }
    }

    private void send(byte[] packet) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x82);
        if (packet.length < 126) {
            frame.write(0x80 | packet.length);
        } else if (packet.length < 65_536) {
            frame.write(0x80 | 126);
            frame.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) packet.length).array());
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(packet.length).array());
        }
        byte[] mask = {0x37, (byte) 0xfa, 0x21, 0x3d};
        frame.writeBytes(mask);
        for (int i = 0; i < packet.length; i++) {
            frame.write(packet[i] ^ mask[i % 4]);
        }
        OutputStream out = link.getOutputStream();
        out.write(frame.toByteArray());
        out.flush();
    }

    private void id(ByteArrayOutputStream out) {
        packetId++;
        out.write(packetId >> 8);
        out.write(packetId);
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private static byte[] withHeader(int type, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(type);
        int rest = body.length;
        do {
            packet.write(rest > 127 ? rest & 0x7f | 0x80 : rest);
            rest >>= 7;
        } while (rest > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    /** Puts another claim id in place of the recorded one; both are texts of one length, so no length changes. */
    static byte[] replace(byte[] recorded, String claimId) {
        return replace(recorded, "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2", claimId);
    }

    static byte[] replace(byte[] recorded, String from, String to) {
        assertEquals(from.length(), to.length());
        return new String(recorded, StandardCharsets.ISO_8859_1)
                .replace(from, to)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Breaks the connection without a word. */
    @Override
    public void close() throws IOException {
        if (link != null) {
            link.close();
        }
    }
}
