package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ControlClientTest {

    private Path dir;
    private ServerSocketChannel server;

    @BeforeEach
    void aSocket() throws Exception {
        // the path of a socket must be short
        dir = Files.createTempDirectory(Path.of("/tmp"), "aclk-control-test-");
        Files.createDirectories(dir.resolve("run"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(dir.resolve("run/control.sock")));
    }

    @AfterEach
    void remove() throws Exception {
        server.close();
        Directories.delete(dir);
    }

    @Test
    void anAnswerInPartsIsReadToItsEnd() throws Exception {
        String text = "x".repeat(100_000);
        FutureTask<Void> instance = new FutureTask<>(() -> {
            try (SocketChannel client = server.accept()) {
                // a reply is lost with the connection where the request stays unread
                client.read(ByteBuffer.allocate(1000));
                for (String part : List.of("{\"exit\":1,\"out\":\"", text, "\",\"err\":\"e\"}\n")) {
                    ByteBuffer bytes = ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8));
                    while (bytes.hasRemaining()) {
                        client.write(bytes);
                    }
                }
            }
            return null;
        });
        new Thread(instance).start();

        assertEquals(
                new ControlClient.Reply(1, text, "e"), new ControlClient("agent", dir).run("feature", List.of("list")));
        instance.get(10, TimeUnit.SECONDS);
    }

    @Test
    void anAgentThatHangsIsGivenUp() {
        ControlClient client = new ControlClient("agent", dir, command -> Duration.ofMillis(50));

        RefusedException refusal = assertThrows(RefusedException.class, () -> client.run("ping", List.of()));

        assertEquals(3, refusal.exit());
        assertTrue(refusal.getMessage().contains("gave no whole answer"), refusal.getMessage());
    }
}
