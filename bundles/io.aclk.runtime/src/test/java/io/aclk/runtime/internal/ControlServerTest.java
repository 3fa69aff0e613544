package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    private final AtomicLong now = new AtomicLong();
    private final StartGuard guard = new StartGuard(line -> {}, () -> {}, line -> {}, now::get);
    private final Commands commands = new Commands(guard, () -> true);
    private ControlSocketFile file;
    private ControlServer server;

    @BeforeEach
    void open() throws IOException {
        guard.ready(List.of());
        now.set(StartGuard.SETTLE.toNanos());
        serve(LONG, LONG);
    }

    private void serve(Duration requestLimit, Duration commandLimit) throws IOException {
        // the temporary directory of a build may lie deeper than a socket path can be long
        file = ControlSocketFile.prepare(dir.resolve("run"), Path.of("/tmp"));
        server = new ControlServer(file, commands, new ControlThreads(), requestLimit, command -> commandLimit);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersACommandWithItsArgumentsAndUser() throws Exception {
        commands.add("echo", "", request -> Commands.reply(1, request.get("args") + "\n", request.get("user") + "\n"));

        JsonObject reply = ask("{\"command\":\"echo\",\"args\":[\"a\",\"ü\"],\"user\":\"me\"}\n");

        assertEquals(1, reply.getInt("exit"));
        assertEquals("[a, ü]\n", reply.getString("out"));
        assertEquals("me\n", reply.getString("err"));
    }

    @Test
    void listsTheCommands() throws Exception {
        commands.add("status", "the state of the link", request -> null);
        commands.add("support-bundle", "what a supporter needs", request -> null);

        String out = ask("{\"command\":\"help\"}\n").getString("out");

        assertTrue(out.contains("status          the state of the link"), out);
        assertTrue(out.contains("support-bundle  what a supporter needs"), out);
    }

    @Test
    void refusesUnknownCommandsAsWrongUsage() throws Exception {
        assertEquals(2, ask("{\"command\":\"nothing\"}\n").getInt("exit"));
    }

    @Test
    void saysThatACommandBelongsToTheLinkThatWasLeftOut() throws Exception {
        JsonObject reply = ask("{\"command\":\"status\"}\n");

        assertEquals(2, reply.getInt("exit"));
        assertTrue(reply.getString("err").contains("the feature aclk, which does not run"), reply.toString());
    }

    @Test
    void waitsForACommandWhileTheInstanceStarts() throws Exception {
        now.set(0);
        try (SocketChannel client = send("{\"command\":\"late\"}\n")) {
            commands.add("late", "", request -> Commands.reply(0, "here\n", ""));

            String reply = new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);

            assertTrue(reply.contains("here"), reply);
        }
    }

    @Test
    void aCommandThatThrowsOrAnswersNothingHasFailed() throws Exception {
        commands.add("throws", "", request -> {
            throw new IllegalStateException("broken on purpose");
        });
        commands.add("nothing", "", request -> null);

        assertEquals(1, ask("{\"command\":\"throws\"}\n").getInt("exit"));
        assertEquals(1, ask("{\"command\":\"nothing\"}\n").getInt("exit"));
    }

    @Test
    void refusesWhatIsNoRequest() throws Exception {
        for (String line :
                List.of("", "[]", "{}", "{\"command\":1}", "{\"command\":\"x\",\"args\":[1]}", "secret-token")) {
            JsonObject reply = ask(line + "\n");
            assertEquals(2, reply.getInt("exit"), line);
            assertFalse(reply.getString("err").contains("secret-token"));
        }
    }

    @Test
    void refusesARequestThatIsTooLong() throws Exception {
        JsonObject reply = ask("x".repeat(ControlProtocol.MAX_REQUEST) + "\n");

        assertEquals(2, reply.getInt("exit"));
        assertTrue(reply.getString("err").contains("longer than"), reply.toString());
    }

    @Test
    void closesOnAClientThatSendsNoWholeLineInTime() throws Exception {
        server.close();
        serve(Duration.ofSeconds(1), LONG);
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(file.socket()))) {
            client.write(ByteBuffer.wrap("{\"command\":".getBytes(StandardCharsets.UTF_8)));

            assertEquals(-1, client.read(ByteBuffer.allocate(10)));
        }
        assertEquals(0, ask("{\"command\":\"help\"}\n").getInt("exit"));
    }

    @Test
    void slowCommandsDoNotKeepOthersFromBeingAnswered() throws Exception {
        CountDownLatch running = new CountDownLatch(3);
        CountDownLatch end = new CountDownLatch(1);
        commands.add("wait", "", request -> {
            running.countDown();
            await(end);
            return Commands.reply(0, "", "");
        });
        List<SocketChannel> slow = List.of(
                send("{\"command\":\"wait\"}\n"), send("{\"command\":\"wait\"}\n"), send("{\"command\":\"wait\"}\n"));
        assertTrue(running.await(20, TimeUnit.SECONDS));

        assertEquals(0, ask("{\"command\":\"help\"}\n").getInt("exit"));

        end.countDown();
        for (SocketChannel client : slow) {
            client.close();
        }
    }

    @Test
    void aCommandThatDoesNotEndLosesItsClient() throws Exception {
        server.close();
        serve(LONG, Duration.ofMillis(500));
        CountDownLatch end = new CountDownLatch(1);
        commands.add("hang", "", request -> {
            await(end);
            return Commands.reply(0, "", "");
        });
        try (SocketChannel client = send("{\"command\":\"hang\"}\n")) {
            assertEquals(-1, client.read(ByteBuffer.allocate(10)));
        } finally {
            end.countDown();
        }
    }

    @Test
    void onlyTheOwnerCanReachTheSocket() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.socket())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("run"))));
    }

    @Test
    void closingRemovesTheSocketAndEndsTheThreads() throws Exception {
        ask("{\"command\":\"help\"}\n");

        server.close();
        server.close();

        assertFalse(Files.exists(file.socket()));
        List<Thread> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("control-"))
                .toList();
        for (Thread thread : left) {
            thread.join(2000);
            assertFalse(thread.isAlive(), thread.getName());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SocketChannel send(String text) throws IOException {
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(file.socket()));
        ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (buffer.hasRemaining()) {
            client.write(buffer);
        }
        return client;
    }

    private JsonObject ask(String text) throws IOException {
        try (SocketChannel client = send(text)) {
            String reply = new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
            return Json.createReader(new StringReader(reply)).readObject();
        }
    }
}
