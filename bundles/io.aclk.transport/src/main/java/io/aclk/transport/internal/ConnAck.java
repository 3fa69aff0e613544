package io.aclk.transport.internal;

import io.aclk.api.transport.TransportException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What we need of a CONNACK (MQTT 5 section 3.2).
 *
 * @param reasonCode 0 = accepted
 * @param receiveMaximum unacknowledged QoS 1 messages that the server takes
 * @param maximumPacketSize bytes; {@code Integer.MAX_VALUE} = no limit
 * @param serverKeepAlive seconds; -1 = the client's stays
 * @param topicAliasMaximum topic aliases that the server takes; 0 = none
 */
record ConnAck(int reasonCode, int receiveMaximum, int maximumPacketSize, int serverKeepAlive, int topicAliasMaximum) {

    private static final int DEFAULT_RECEIVE_MAXIMUM = 65_535;
    /** Paho 1.2.5 reads larger values of its two bytes as negative numbers and then refuses every publish. */
    static final int PAHO_RECEIVE_MAXIMUM = 32_767;

    /** Reads the variable header. */
    static ConnAck parse(byte[] packet) throws TransportException {
        try {
            ByteBuffer in = ByteBuffer.wrap(packet);
            in.get(); // session present: there is never a session, we always start clean
            int reasonCode = in.get() & 0xFF;
            if (!in.hasRemaining()) {
                return new ConnAck(reasonCode, DEFAULT_RECEIVE_MAXIMUM, Integer.MAX_VALUE, -1, 0);
            }
            ByteBuffer properties = block(in);
            int receiveMaximum = DEFAULT_RECEIVE_MAXIMUM;
            int maximumPacketSize = Integer.MAX_VALUE;
            int serverKeepAlive = -1;
            int topicAliasMaximum = 0;
            while (properties.hasRemaining()) {
                int id = properties.get() & 0xFF;
                switch (id) {
                    case 0x21 -> receiveMaximum = notZero(properties.getShort() & 0xFFFF);
                    case 0x27 ->
                        maximumPacketSize =
                                (int) Math.min(notZero(properties.getInt() & 0xFFFFFFFFL), Integer.MAX_VALUE);
                    case 0x22 -> topicAliasMaximum = properties.getShort() & 0xFFFF;
                    case 0x13 -> serverKeepAlive = properties.getShort() & 0xFFFF;
                    default -> skip(id, properties);
                }
            }
            return new ConnAck(reasonCode, receiveMaximum, maximumPacketSize, serverKeepAlive, topicAliasMaximum);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw Failures.mqtt("the server sent a malformed CONNACK");
        }
    }

    /**
     * The CONNACK that Paho gets to see: accepted, with a Receive Maximum that it can read and nothing else. It applies
     * the server's Maximum Packet Size to incoming packets and would use topic aliases on its own.
     */
    byte[] forPaho() {
        int receive = Math.min(receiveMaximum, PAHO_RECEIVE_MAXIMUM);
        return new byte[] {MqttInput.CONNACK << 4, 6, 0, 0, 3, 0x21, (byte) (receive >> 8), (byte) receive};
    }

    private static int notZero(int value) {
        return (int) notZero((long) value);
    }

    private static long notZero(long value) {
        if (value == 0) {
            throw new IllegalArgumentException("0 is a protocol error");
        }
        return value;
    }

    private static ByteBuffer block(ByteBuffer in) {
        int length = variableInt(in);
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer block = in.slice().limit(length);
        in.position(in.position() + length);
        return block;
    }

    private static int variableInt(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            byte digit = in.get();
            value |= (digit & 0x7F) << shift;
            if (digit >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a length of more than four bytes");
    }

    /** Skips the value of another property that a CONNACK may have (MQTT 5 table 2-4). */
    private static void skip(int id, ByteBuffer in) {
        switch (id) {
            case 0x24, 0x25, 0x28, 0x29, 0x2A -> in.get();
            case 0x11 -> in.getInt();
            case 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F -> skipString(in);
            case 0x26 -> {
                skipString(in);
                skipString(in);
            }
            default -> throw new IllegalArgumentException("unknown property");
        }
    }

    private static void skipString(ByteBuffer in) {
        int length = in.getShort() & 0xFFFF;
        in.position(in.position() + length);
    }
}
