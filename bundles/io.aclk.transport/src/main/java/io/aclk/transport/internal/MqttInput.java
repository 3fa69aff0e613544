package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportException.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * The MQTT byte stream as Paho is to see it. Packet borders are followed, so that size limits are kept before anything
 * is allocated, and what Paho 1.2.5 misreads is put right:
 *
 * <ul>
 *   <li>CONNACK: taken apart here, Paho gets {@link ConnAck#forPaho()}; a refusal never reaches it.
 *   <li>PUBACK and SUBACK: reason codes that Paho does not know end its connection; it gets 0x80 for them. Properties,
 *       which nobody asks for, are left out.
 *   <li>PINGRESP: not passed on, the pings are ours ({@link MqttOutput#ping}).
 *   <li>DISCONNECT: not passed on, it ends the stream with its reason code.
 *   <li>PUBLISH: passed on without its payload, which is kept in {@link #takePayload}. Paho copies a payload three
 *       times, once of them byte by byte: 22 MB/s and 48 MiB for a message of 16 MiB.
 * </ul>
 *
 * For one reading thread.
 */
final class MqttInput extends InputStream {

    static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int SUBACK = 9;
    private static final int PINGRESP = 13;
    private static final int DISCONNECT = 14;

    private static final int UNSPECIFIED_ERROR = 0x80;
    /** The codes that {@code MqttPubAck} and {@code MqttSubAck} of Paho accept. */
    private static final Set<Integer> PAHO_PUBACK_CODES = Set.of(0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x97, 0x99);

    private static final Set<Integer> PAHO_SUBACK_CODES = Set.of(0, 1, 2, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x9E);
    /** Longest packet other than a PUBLISH: a property of it is at most 64 KiB long. */
    private static final int MAX_CONTROL = 256 * 1024;

    /** How long Paho may take to start its threads; it needs a third of a second when nobody hurries it. */
    private static final long START_MILLIS = 5000;

    private final WebSocketInput in;
    private final MqttOutput output;
    private final int maxInbound;
    /** Payloads that Paho has not delivered yet, in the order of their packets; Paho takes about ten packets ahead. */
    private final Queue<byte[]> payloads = new ConcurrentLinkedQueue<>();

    private final Consumer<ConnAck> onConnAck;
    private final Consumer<TransportException> onFailure;
    private boolean accepted;
    /** The packet that Paho reads. */
    private byte[] packet = {};

    private int position;

    /**
     * Packets from a WebSocket.
     *
     * @param in their bytes
     * @param output what Paho writes to; nothing is read before it began to
     * @param maxInbound longest packet accepted
     * @param onConnAck told of the CONNACK that accepts us, before Paho is
     * @param onFailure told why the stream ends, before Paho is
     */
    MqttInput(
            WebSocketInput in,
            MqttOutput output,
            int maxInbound,
            Consumer<ConnAck> onConnAck,
            Consumer<TransportException> onFailure) {
        this.in = in;
        this.output = output;
        this.maxInbound = maxInbound;
        this.onConnAck = onConnAck;
        this.onFailure = onFailure;
    }

    @Override
    public int read() throws IOException {
        try {
            awaitBytes();
            return packet[position++] & 0xFF;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            awaitBytes();
            int n = Math.min(length, packet.length - position);
            System.arraycopy(packet, position, target, offset, n);
            position += n;
            return n;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public int available() {
        return packet.length - position;
    }

    private TransportException failed(IOException e) {
        TransportException failure = Failures.classify("reading", e);
        onFailure.accept(failure);
        return failure;
    }

    private void awaitBytes() throws IOException {
        while (position == packet.length) {
            nextPacket();
        }
    }

    private void nextPacket() throws IOException {
        if (!accepted) {
            awaitStart();
        }
        int first = in.read();
        int type = first >> 4;
        if (accepted == (type == CONNACK)) {
            throw Failures.mqtt("the server sent packet type " + type + (accepted ? " again" : " before CONNACK"));
        }
        if (type != PUBLISH && (first & 0x0F) != 0) {
            throw Failures.mqtt("the server sent packet type " + type + " with reserved bits");
        }
        int length = remainingLength();
        if (length > (type == PUBLISH ? maxInbound : Math.min(maxInbound, MAX_CONTROL))) {
            throw Failures.of(DisconnectCause.MESSAGE_TOO_BIG, "the server sent a packet of " + length + " bytes");
        }
        if (type == PUBLISH) {
            publish(first, length);
        } else {
            byte[] packet = new byte[length];
            in.readFully(packet);
            control(type, packet);
        }
    }

    private void awaitStart() throws IOException {
        try {
            if (!output.awaitStart(START_MILLIS)) {
                throw Failures.mqtt("the MQTT client did not start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }

    private int remainingLength() throws IOException {
        int length = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int digit = in.read();
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80) {
                return length;
            }
        }
        throw Failures.mqtt("the server sent a packet with a malformed length");
    }

    private void publish(int first, int length) throws IOException {
        if ((first & 0x06) > 2) {
            throw Failures.mqtt("the server sent a message of more than QoS 1");
        }
        int qos = first >> 1 & 3;
        byte[] start = new byte[Math.min(length, 2)];
        in.readFully(start);
        int fields = 2 + (start.length < 2 ? 0 : (start[0] & 0xFF) << 8 | start[1] & 0xFF) + (qos == 0 ? 0 : 2);
        if (fields >= length) {
            throw malformedPublish();
        }
        ByteArrayOutputStream header = new ByteArrayOutputStream(fields + 8);
        header.writeBytes(start);
        copy(header, fields - 2);
        int left = length - fields;
        int properties = 0;
        for (int shift = 0, digit = 0x80; digit >= 0x80; shift += 7) {
            if (shift > 21 || left-- == 0) {
                throw malformedPublish();
            }
            digit = in.read();
            header.write(digit);
            properties |= (digit & 0x7F) << shift;
        }
        if (properties > left) {
            throw malformedPublish();
        }
        copy(header, properties);
        byte[] payload = new byte[left - properties];
        in.readFully(payload);
        payloads.add(payload);
        give(packet(first, header.toByteArray()));
    }

    private void copy(ByteArrayOutputStream target, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        target.writeBytes(bytes);
    }

    private static TransportException malformedPublish() {
        return Failures.mqtt("the server sent a malformed PUBLISH");
    }

    /** The payload of the message that Paho delivers now; it delivers in order and leaves none out. */
    byte[] takePayload() {
        return payloads.remove();
    }

    private void control(int type, byte[] packet) throws IOException {
        switch (type) {
            case CONNACK -> connAck(ConnAck.parse(packet));
            case PUBACK -> pubAck(packet);
            case SUBACK -> subAck(packet);
            case PINGRESP -> {
                // the bytes themselves were the sign of life
            }
            case DISCONNECT -> throw Failures.disconnected(packet.length == 0 ? 0 : packet[0] & 0xFF);
            default -> throw Failures.mqtt("the server sent packet type " + type + ", which a client never gets");
        }
    }

    private void connAck(ConnAck connAck) throws IOException {
        if (connAck.reasonCode() != 0) {
            throw Failures.mqtt(Fault.CONNACK_REFUSED, connAck.reasonCode(), "the server refused the MQTT connection");
        }
        accepted = true;
        onConnAck.accept(connAck);
        give(connAck.forPaho());
    }

    private void pubAck(byte[] packet) throws IOException {
        if (packet.length < 2) {
            throw Failures.mqtt("the server sent a malformed PUBACK");
        }
        int code = packet.length == 2 ? 0 : packet[2] & 0xFF;
        give(new byte[] {PUBACK << 4, 3, packet[0], packet[1], known(PAHO_PUBACK_CODES, code)});
    }

    /** One filter, one code: the code is the last byte, whatever properties come before it. */
    private void subAck(byte[] packet) throws IOException {
        if (packet.length < 4) {
            throw Failures.mqtt("the server sent a malformed SUBACK");
        }
        int code = packet[packet.length - 1] & 0xFF;
        give(new byte[] {(byte) (SUBACK << 4), 4, packet[0], packet[1], 0, known(PAHO_SUBACK_CODES, code)});
    }

    private static byte known(Set<Integer> codes, int code) {
        return (byte) (codes.contains(code) ? code : code < UNSPECIFIED_ERROR ? 0 : UNSPECIFIED_ERROR);
    }

    private void give(byte[] bytes) {
        packet = bytes;
        position = 0;
    }

    private static byte[] packet(int first, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream(body.length + 5);
        packet.write(first);
        for (int left = body.length; ; ) {
            int digit = left & 0x7F;
            left >>= 7;
            if (left == 0) {
                packet.write(digit);
                packet.writeBytes(body);
                return packet.toByteArray();
            }
            packet.write(digit | 0x80);
        }
    }
}
