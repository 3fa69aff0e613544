package io.aclk.runtime.internal;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The messages of the control socket: one request line {@code {"command":"status","args":["--json"],"user":"root"}},
 * one reply line {@code {"exit":0,"out":"...","err":""}}, UTF-8, then the server closes.
 */
final class ControlProtocol {

    /** Longest request line, bytes: room for every argument that a person types. */
    static final int MAX_REQUEST = 64 * 1024;

    private static final int MAX_ARGS = 256;

    private ControlProtocol() {}

    /**
     * A request.
     *
     * @param command name of the command
     * @param args its arguments
     * @param user who asks, as the client says
     */
    record Request(String command, List<String> args, String user) {
        /** The command only: arguments may hold a token. */
        @Override
        public String toString() {
            return command;
        }
    }

    /** A request that cannot be read; the text says why. */
    static final class BadRequestException extends Exception {

        private static final long serialVersionUID = 1L;

        BadRequestException(String message) {
            super(message);
        }
    }

    /** Reads one request line. */
    static Request read(ReadableByteChannel channel) throws IOException, BadRequestException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_REQUEST);
        int end = -1;
        while (end < 0) {
            if (!buffer.hasRemaining()) {
                throw new BadRequestException("the request is longer than " + MAX_REQUEST + " bytes");
            }
            int from = buffer.position();
            if (channel.read(buffer) < 0) {
                throw new BadRequestException("the request ended before its line did");
            }
            for (int i = from; i < buffer.position() && end < 0; i++) {
                if (buffer.get(i) == '\n') {
                    end = i;
                }
            }
        }
        return parse(new String(buffer.array(), 0, end, StandardCharsets.UTF_8));
    }

    private static Request parse(String line) throws BadRequestException {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            JsonObject object = reader.readObject();
            List<String> args = new ArrayList<>();
            if (object.containsKey(Commands.ARGS)) {
                for (JsonValue value : object.getJsonArray(Commands.ARGS)) {
                    args.add(((JsonString) value).getString());
                }
            }
            if (args.size() > MAX_ARGS) {
                throw new BadRequestException("the request has more than " + MAX_ARGS + " arguments");
            }
            return new Request(object.getString("command"), args, object.getString(Commands.USER, "unknown"));
        } catch (JsonException | ClassCastException | NullPointerException e) {
            // the parser's text may repeat the input, which may hold a token
            throw new BadRequestException("the request is not {\"command\":text,\"args\":[texts],\"user\":text}");
        }
    }

    /** Reads the rest of a refused request: closing on unread bytes would take the reply from the client. */
    static void drain(SocketChannel channel) throws IOException {
        channel.shutdownOutput();
        ByteBuffer buffer = ByteBuffer.allocate(MAX_REQUEST);
        while (channel.read(buffer) >= 0) {
            buffer.clear();
        }
    }

    /** Writes a reply line. */
    static void write(WritableByteChannel channel, Map<String, Object> reply) throws IOException {
        String line = Json.createObjectBuilder()
                        .add(Commands.EXIT, (Integer) reply.get(Commands.EXIT))
                        .add(Commands.OUT, (String) reply.get(Commands.OUT))
                        .add(Commands.ERR, (String) reply.get(Commands.ERR))
                        .build()
                + "\n";
        ByteBuffer buffer = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
