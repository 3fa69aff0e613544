package io.aclk.itests.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The bytes of a request over the link ({@code docs/protocol/queries.md} section 1), made once and patched for each
 * sending: the PUBACK of the reply before in a WebSocket frame, then the PUBLISH with QoS 1 in another. Not thread-safe.
 */
final class MqttRequest {

    private static final String REPLIES = "/bench/reply/";
    private static final int PUBACK_ID = 4;
    private static final int PUBACK_FRAME = 6;
    private static final int COUNTER_DIGITS = 12;

    private final byte[] bytes;
    private final int idAt;
    private final int counterAt;
    private long counter;
    private int from;

    MqttRequest(String topic, int slot, String target) {
        String messageId = UUID.randomUUID().toString().substring(0, 24) + "0".repeat(COUNTER_DIGITS);
        String json = "{\"type\":\"http\",\"msg-id\":\"" + messageId + "\",\"callback-topic\":\"" + REPLIES
                + (char) ('A' + slot) + "\",\"timeout\":30000,\"version\":2}";
        String http = "GET " + target + " HTTP/1.1\r\nX-Transaction-ID: "
                + UUID.randomUUID().toString().replace("-", "") + "\r\n\r\n";
        byte[] payload = (json + "\r\n\r\n" + http).getBytes(StandardCharsets.US_ASCII);
        byte[] name = topic.getBytes(StandardCharsets.US_ASCII);
        int remaining = 2 + name.length + 2 + 1 + payload.length;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, 0x82, 4, 0x40, 2, 0, 0);
        int packet = 1 + (remaining < 128 ? 1 : 2) + remaining;
        write(out, 0x82, 126, packet >> 8, packet, 0x32);
        if (remaining < 128) {
            write(out, remaining);
        } else {
            write(out, remaining & 0x7F | 0x80, remaining >> 7);
        }
        write(out, name.length >> 8, name.length);
        out.writeBytes(name);
        idAt = out.size();
        write(out, 0, 0, 0);
        counterAt = out.size() + json.indexOf(messageId) + messageId.length() - COUNTER_DIGITS;
        out.writeBytes(payload);
        bytes = out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, int... values) {
        for (int value : values) {
            out.write(value);
        }
    }

    /** Which asker a reply is for, by its topic; -1 if it is no reply. */
    static int slot(byte[] topic, int length) {
        if (length != REPLIES.length() + 1) {
            return -1;
        }
        for (int i = 0; i < REPLIES.length(); i++) {
            if (topic[i] != REPLIES.charAt(i)) {
                return -1;
            }
        }
        return topic[length - 1] - 'A';
    }

    /** The request alone. */
    MqttRequest first(int packetId) {
        from = PUBACK_FRAME;
        return number(packetId);
    }

    /** The acknowledgement of a reply, and the request. */
    MqttRequest next(int acknowledged, int packetId) {
        from = 0;
        bytes[PUBACK_ID] = (byte) (acknowledged >> 8);
        bytes[PUBACK_ID + 1] = (byte) acknowledged;
        return number(packetId);
    }

    private MqttRequest number(int packetId) {
        bytes[idAt] = (byte) (packetId >> 8);
        bytes[idAt + 1] = (byte) packetId;
        long rest = ++counter;
        for (int i = COUNTER_DIGITS - 1; i >= 0; i--) {
            bytes[counterAt + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, from, bytes.length - from);
    }
}
