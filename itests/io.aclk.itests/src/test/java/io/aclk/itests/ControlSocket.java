package io.aclk.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Commands to a running instance, as {@code bin/aclk} and {@code bin/cloud} send them, without a JVM for each. */
final class ControlSocket {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path dir;

    ControlSocket(Path dir) {
        this.dir = dir;
    }

    /** What came back. */
    record Reply(int exit, String out, String err) {}

    Reply run(String command, String... args) throws IOException {
        ObjectNode request = JSON.createObjectNode();
        request.put("command", command).put("user", "test");
        List.of(args).forEach(request.withArray("args")::add);
        if (args.length == 0) {
            request.putArray("args");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket()));
            ByteBuffer line = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            JsonNode reply = JSON.readTree(Channels.newInputStream(channel));
            return new Reply(
                    reply.get("exit").asInt(),
                    reply.get("out").asText(),
                    reply.get("err").asText());
        }
    }

    /** Runs a command that must succeed and answer JSON. */
    JsonNode json(String command, String... args) throws IOException {
        Reply reply = run(command, args);
        if (reply.exit() != 0) {
            throw new AssertionError(command + ": " + reply);
        }
        return JSON.readTree(reply.out());
    }

    private Path socket() throws IOException {
        Path pointer = dir.resolve("run/control");
        return Files.isRegularFile(pointer)
                ? Path.of(Files.readString(pointer).strip())
                : dir.resolve("run/control.sock");
    }
}
