package io.aclk.launcher;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Asks a running instance over its control socket: one request line, one reply line. */
final class ControlClient {

    /** More than the instance gives a command, and one that waits for its turn. */
    private static final Duration LIMIT = Duration.ofMinutes(10);
    /** The same for the changes of features: each may be watched for minutes, and then taken back. */
    private static final Duration FEATURE_LIMIT = Duration.ofMinutes(35);

    private static final String FEATURE = "feature";
    /** Larger than any reply. */
    private static final int MAX_REPLY = 16 << 20;

    private static final int BUFFER = 16 * 1024;

    private final String program;
    private final Path dir;
    private final Function<String, Duration> limits;

    /**
     * A client.
     *
     * @param program the script in {@code bin/} that starts such an instance
     * @param dir instance directory
     */
    ControlClient(String program, Path dir) {
        this(program, dir, command -> command.equals(FEATURE) ? FEATURE_LIMIT : LIMIT);
    }

    /** For tests: with how long to wait for each command. */
    ControlClient(String program, Path dir, Function<String, Duration> limits) {
        this.program = program;
        this.dir = dir.toAbsolutePath().normalize();
        this.limits = limits;
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
     * Runs a command in the instance. Waits a little longer than the instance lets a command take.
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
            byte[] line = read(channel, limits.apply(command));
            try (JsonReader reader = Json.createReader(new ByteArrayInputStream(line))) {
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

    /** Reads to the end. */
    private byte[] read(SocketChannel channel, Duration limit) throws IOException, RefusedException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long end = System.nanoTime() + limit.toNanos();
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            while (channel.read(buffer) >= 0) {
                reply.write(buffer.array(), 0, buffer.position());
                buffer.clear();
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || reply.size() > MAX_REPLY) {
                    throw RefusedException.noAgent("the " + program + " at " + dir + " gave no whole answer within "
                            + limit.toSeconds() + " s: it hangs; restart it");
                }
                selector.select(left);
                selector.selectedKeys().clear();
            }
        }
        return reply.toByteArray();
    }

    private Path socket() throws IOException {
        Path pointer = dir.resolve("run").resolve("control");
        return Files.isRegularFile(pointer)
                ? Path.of(Files.readString(pointer).strip())
                : dir.resolve("run").resolve("control.sock");
    }
}
