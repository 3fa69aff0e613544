package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Set;
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
 *   <li>PUBLISH: passed on as it is, straight from the frame.
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
    private final Consumer<ConnAck> onConnAck;
    private final Consumer<TransportException> onFailure;
    private boolean accepted;
    /** Bytes for Paho before anything more is read: a fixed header, or a packet put right. */
    private byte[] head = {};

    private int headPosition;
    private int bodyLeft;

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
            if (headPosition < head.length) {
                return head[headPosition++] & 0xFF;
            }
            bodyLeft--;
            return in.read();
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
            if (headPosition < head.length) {
                int n = Math.min(length, head.length - headPosition);
                System.arraycopy(head, headPosition, target, offset, n);
                headPosition += n;
                return n;
            }
            int n = in.read(target, offset, Math.min(length, bodyLeft));
            bodyLeft -= n;
            return n;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public int available() {
        return head.length - headPosition + Math.min(bodyLeft, in.available());
    }

    private TransportException failed(IOException e) {
        TransportException failure = Failures.classify("reading", e);
        onFailure.accept(failure);
        return failure;
    }

    private void awaitBytes() throws IOException {
        while (headPosition == head.length && bodyLeft == 0) {
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
        give(packet(first, length));
        bodyLeft = length;
    }

    private void control(int type, byte[] packet) throws IOException {
        switch (type) {
            case CONNACK -> connAck(ConnAck.parse(packet));
            case PUBACK -> pubAck(packet);
            case SUBACK -> subAck(packet);
            case PINGRESP -> {
                // the bytes themselves were the sign of life
            }
            case DISCONNECT ->
                throw Failures.mqtt(packet.length == 0 ? 0 : packet[0] & 0xFF, "the server sent DISCONNECT");
            default -> throw Failures.mqtt("the server sent packet type " + type + ", which a client never gets");
        }
    }

    private void connAck(ConnAck connAck) throws IOException {
        if (connAck.reasonCode() != 0) {
            throw Failures.mqtt(connAck.reasonCode(), "the server refused the MQTT connection");
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
        head = bytes;
        headPosition = 0;
    }

    private static byte[] packet(int first, int length) {
        byte[] header = new byte[5];
        header[0] = (byte) first;
        int n = 1;
        int left = length;
        do {
            int digit = left & 0x7F;
            left >>= 7;
            header[n++] = (byte) (left > 0 ? digit | 0x80 : digit);
        } while (left > 0);
        return Arrays.copyOf(header, n);
    }
}
