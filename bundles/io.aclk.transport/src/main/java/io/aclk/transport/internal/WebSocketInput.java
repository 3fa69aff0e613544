package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The payload of the server's binary messages as a stream of bytes. Fragments are joined, pings answered, text messages
 * and pongs skipped; everything else that RFC 6455 section 5 does not allow ends the connection. For one reading thread.
 */
final class WebSocketInput {

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    /** Longest payload of a control frame. */
    private static final int MAX_CONTROL = 125;

    private enum Message {
        NONE,
        BINARY,
        TEXT
    }

    private final SocketReader reader;
    private final WebSocketOutput output;
    private final Runnable onClose;
    private Message message = Message.NONE;
    private long frameLeft;

    /**
     * Frames from a socket.
     *
     * @param reader where they come from
     * @param output where pings and the close are answered
     * @param onClose told before a close of the server is answered
     */
    WebSocketInput(SocketReader reader, WebSocketOutput output, Runnable onClose) {
        this.reader = reader;
        this.output = output;
        this.onClose = onClose;
    }

    int read() throws IOException {
        awaitPayload();
        frameLeft--;
        return reader.read();
    }

    /** Reads at least one byte. */
    int read(byte[] target, int offset, int length) throws IOException {
        awaitPayload();
        int n = reader.read(target, offset, (int) Math.min(length, frameLeft));
        frameLeft -= n;
        return n;
    }

    void readFully(byte[] target) throws IOException {
        for (int n = 0; n < target.length; ) {
            n += read(target, n, target.length - n);
        }
    }

    private void awaitPayload() throws IOException {
        while (frameLeft == 0) {
            nextFrame();
        }
    }

    private void nextFrame() throws IOException {
        int first = reader.read();
        int second = reader.read();
        boolean fin = (first & 0x80) != 0;
        if ((first & 0x70) != 0) {
            throw Failures.webSocket("the server sent a frame with a reserved bit");
        }
        if ((second & 0x80) != 0) {
            throw Failures.webSocket("the server sent a masked frame");
        }
        int opcode = first & 0x0F;
        if (opcode >= WebSocketOutput.CLOSE) {
            control(opcode, fin, second);
            return;
        }
        beginData(opcode);
        long length = length(second);
        if (message == Message.TEXT) {
            reader.skip(length);
        } else {
            frameLeft = length;
        }
        if (fin) {
            message = Message.NONE;
        }
    }

    private void beginData(int opcode) throws IOException {
        boolean inside = message != Message.NONE;
        switch (opcode) {
            case CONTINUATION:
                if (!inside) {
                    throw Failures.webSocket("the server continued a message that it did not begin");
                }
                return;
            case TEXT, WebSocketOutput.BINARY:
                if (inside) {
                    throw Failures.webSocket("the server began a message inside another");
                }
                message = opcode == TEXT ? Message.TEXT : Message.BINARY;
                return;
            default:
                throw Failures.webSocket("the server sent a frame of unknown kind " + opcode);
        }
    }

    private long length(int second) throws IOException {
        int code = second & 0x7F;
        if (code < 126) {
            return code;
        }
        long length = 0;
        for (int i = code == 126 ? 2 : 8; i > 0; i--) {
            length = length << 8 | reader.read();
        }
        if (length < 0) {
            throw Failures.webSocket("the server sent a frame with an illegal length");
        }
        return length;
    }

    private void control(int opcode, boolean fin, int length) throws IOException {
        if (!fin || length > MAX_CONTROL) {
            throw Failures.webSocket("the server sent a fragmented or oversize control frame");
        }
        byte[] payload = new byte[length];
        reader.readFully(payload, 0, length);
        switch (opcode) {
            case WebSocketOutput.PING -> output.pong(payload);
            case WebSocketOutput.PONG -> {
                // unsolicited pongs are legal and mean nothing: we never send pings
            }
            case WebSocketOutput.CLOSE -> closed(payload);
            default -> throw Failures.webSocket("the server sent a control frame of unknown kind " + opcode);
        }
    }

    private void closed(byte[] payload) throws IOException {
        if (payload.length == 1) {
            throw Failures.webSocket("the server sent a close frame of one byte");
        }
        onClose.run();
        if (payload.length == 0) {
            throw Failures.of(DisconnectCause.CLOSED_BY_PEER, "the server closed the WebSocket");
        }
        int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        String reason =
                new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        throw Failures.of(
                DisconnectCause.CLOSED_BY_PEER,
                "the server closed the WebSocket with status " + code + (reason.isEmpty() ? "" : " (" + reason + ")"));
    }
}
