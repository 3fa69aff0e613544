package io.aclk.transport.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/** The server's end of a connection: HTTP head, WebSocket frames and MQTT packets, each as raw as a test wants. */
final class FaultPeer {

    /** A frame of the client, unmasked. */
    record Frame(int opcode, boolean fin, byte[] payload) {}

    /** A packet of the client: its first byte, and all after the length. */
    record Packet(int first, byte[] body) {
        int type() {
            return first >> 4;
        }

        /** Packet id of a PUBLISH with QoS 1. */
        int publishId() {
            ByteBuffer in = ByteBuffer.wrap(body);
            return in.getShort(2 + in.getShort(0)) & 0xFFFF;
        }

        String topic() {
            return new String(body, 2, ByteBuffer.wrap(body).getShort(0), StandardCharsets.UTF_8);
        }

        /** Payload of a PUBLISH with QoS 1 without properties. */
        byte[] payload() {
            int start = 2 + ByteBuffer.wrap(body).getShort(0) + 3;
            return Arrays.copyOfRange(body, start, body.length);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final InputStream mqtt = new MqttBytes();
    private final Queue<Frame> controls = new ArrayDeque<>();
    private Frame frame = new Frame(2, true, new byte[0]);
    private int framePosition;
    private Map<String, String> request = Map.of();
    private String requestHead = "";
    /** Frames between two pauses, and their milliseconds. */
    private int[] slowness = new int[2];

    private int framesRead;

    FaultPeer(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
        out = socket.getOutputStream();
    }

    // ---- HTTP

    /** Reads the upgrade request. */
    String readRequest() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        requestHead = head.toString();
        request = new LinkedHashMap<>();
        for (String line : requestHead.split("\r\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                request.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return requestHead;
    }

    /** A correct answer to the request that was read. */
    String acceptance() {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + WebSocketHandshake.accept(request.get("Sec-WebSocket-Key"))
                + "\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
    }

    void upgrade() throws IOException {
        readRequest();
        send(acceptance());
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    // ---- frames of the server

    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        if (payload.length < 126) {
            bytes.write(payload.length);
        } else if (payload.length < 65536) {
            bytes.write(126);
            bytes.write(payload.length >> 8);
            bytes.write(payload.length);
        } else {
            bytes.write(127);
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    void sendFrame(int first, byte[] payload) throws IOException {
        send(frame(first, payload));
    }

    /** A packet in a frame of its own. */
    void sendMqtt(byte[] packet) throws IOException {
        sendFrame(0x82, packet);
    }

    // ---- packets of the server

    static byte[] packet(int first, byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        int left = body.length;
        do {
            int digit = left & 0x7F;
            left >>= 7;
            bytes.write(left > 0 ? digit | 0x80 : digit);
        } while (left > 0);
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    static byte[] connAck(int code, byte... properties) {
        byte[] body = new byte[3 + properties.length];
        body[1] = (byte) code;
        body[2] = (byte) properties.length;
        System.arraycopy(properties, 0, body, 3, properties.length);
        return packet(0x20, body);
    }

    static byte[] publish(String topic, int qos, int id, byte[] payload) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(name.length >> 8);
        body.write(name.length);
        body.writeBytes(name);
        if (qos > 0) {
            body.write(id >> 8);
            body.write(id);
        }
        body.write(0);
        body.writeBytes(payload);
        return packet(0x30 | qos << 1, body.toByteArray());
    }

    static byte[] pubAck(int id, int code) {
        return code == 0
                ? new byte[] {0x40, 2, (byte) (id >> 8), (byte) id}
                : new byte[] {0x40, 4, (byte) (id >> 8), (byte) id, (byte) code, 0};
    }

    static byte[] subAck(int id, int code) {
        return new byte[] {(byte) 0x90, 4, (byte) (id >> 8), (byte) id, 0, (byte) code};
    }

    // ---- what the client sends

    Frame readFrame() throws IOException {
        if (slowness[0] > 0 && ++framesRead % slowness[0] == 0) {
            pause();
        }
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
            throw new IOException("a frame of the client is not masked");
        }
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] mask = new byte[4];
        in.readFully(mask);
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        WebSocketOutput.mask(
                payload,
                0,
                payload.length,
                mask[0] & 0xFF | (mask[1] & 0xFF) << 8 | (mask[2] & 0xFF) << 16 | mask[3] << 24);
        return new Frame(first & 0x0F, (first & 0x80) != 0, payload);
    }

    private void pause() throws IOException {
        try {
            Pause.ofMillis(slowness[1]);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** The next packet; control frames before it are kept for {@link #nextControl()}. */
    Packet readPacket() throws IOException {
        int first = mqtt.read();
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = mqtt.read();
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80) {
                break;
            }
        }
        byte[] body = new byte[length];
        if (mqtt.readNBytes(body, 0, length) < length) {
            throw new EOFException();
        }
        return new Packet(first, body);
    }

    /** The next packet, which must be of this type. */
    Packet expect(int type) throws IOException {
        Packet packet = readPacket();
        if (packet.type() != type) {
            throw new IOException("expected packet type " + type + ", got " + packet.type());
        }
        return packet;
    }

    /** As {@link #expect}, with a pause of so many milliseconds after each of so many frames. */
    Packet expectSlowly(int type, int frames, long millis) throws IOException {
        slowness = new int[] {frames, (int) millis};
        try {
            return expect(type);
        } finally {
            slowness = new int[2];
        }
    }

    /** The next control frame; no data may come before it. */
    Frame nextControl() throws IOException {
        Frame next = controls.isEmpty() ? readFrame() : controls.remove();
        if (next.opcode() < 8) {
            throw new IOException("expected a control frame, got opcode " + next.opcode());
        }
        return next;
    }

    /** Reads until the client closes; whatever it still sends does not matter. */
    void awaitEnd() {
        try {
            while (in.read() >= 0) {
                // until the end
            }
        } catch (IOException e) {
            // a reset is an end too
        }
    }

    String requestHead() {
        return requestHead;
    }

    Socket socket() {
        return socket;
    }

    private final class MqttBytes extends InputStream {
        @Override
        public int read() throws IOException {
            await();
            return frame.payload()[framePosition++] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            await();
            int n = Math.min(length, frame.payload().length - framePosition);
            System.arraycopy(frame.payload(), framePosition, target, offset, n);
            framePosition += n;
            return n;
        }

        private void await() throws IOException {
            while (framePosition == frame.payload().length) {
                Frame next = readFrame();
                if (next.opcode() == 2) {
                    frame = next;
                    framePosition = 0;
                } else if (next.opcode() >= 8) {
                    controls.add(next);
                } else {
                    throw new IOException("unexpected opcode " + next.opcode());
                }
            }
        }
    }
}
