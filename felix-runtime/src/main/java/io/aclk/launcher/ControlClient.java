package io.aclk.launcher;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Asks a running instance over its control socket: one request line, one reply line. */
final class ControlClient {

    private final String program;
    private final Path dir;

    /**
     * A client.
     *
     * @param program the script in {@code bin/} that starts such an instance
     * @param dir instance directory
     */
    ControlClient(String program, Path dir) {
        this.program = program;
        this.dir = dir.toAbsolutePath().normalize();
    }

    /**
     * A reply.
     *
     * @param exit exit code
     * @param out for standard output
     * @param err for standard error
     */
    record Reply(int exit, String out, String err) {}

    /**
     * Runs a command in the instance.
     *
     * @throws RefusedException if no instance answers
     */
    Reply run(String command, List<String> args) throws RefusedException {
        JsonArrayBuilder list = Json.createArrayBuilder();
        args.forEach(list::add);
        String request = Json.createObjectBuilder()
                        .add("command", command)
                        .add("args", list)
                        .add("user", System.getProperty("user.name", "unknown"))
                        .build()
                + "\n";
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket()));
            ByteBuffer buffer = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            InputStream in = Channels.newInputStream(channel);
            try (JsonReader reader = Json.createReader(in)) {
                JsonObject reply = reader.readObject();
                return new Reply(reply.getInt("exit"), reply.getString("out"), reply.getString("err"));
            }
        } catch (IOException e) {
            throw RefusedException.noAgent("no " + program + " answers at " + dir + "; start one with 'bin/" + program
                    + " --dir " + dir + "'");
        } catch (JsonException e) {
            throw RefusedException.noAgent("the " + program + " at " + dir + " ended before it answered");
        }
    }

    private Path socket() throws IOException {
        Path pointer = dir.resolve("run").resolve("control");
        return Files.isRegularFile(pointer)
                ? Path.of(Files.readString(pointer).strip())
                : dir.resolve("run").resolve("control.sock");
    }
}
