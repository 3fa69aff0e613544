package io.aclk.transport.internal;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Mosquitto with a TLS WebSocket listener on a free loopback port. */
final class Mosquitto implements Closeable {

    private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

    private final Process process;
    private final int port;

    private Mosquitto(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Mosquitto start(Path directory) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "Mosquitto is not installed at " + PROGRAM);
        TestTls.INSTANCE.writePem(directory);
        int port;
        int plainPort;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
            plainPort = other.getLocalPort();
        }
        Path passwords = directory.resolve("passwords");
        Files.writeString(passwords, "user:secret\n");
        run("mosquitto_passwd", "-U", passwords.toString());
        Path configuration = directory.resolve("mosquitto.conf");
        Files.writeString(
                configuration,
                "user root\n"
                        + "persistence false\n"
                        + "allow_anonymous false\n"
                        + "password_file " + passwords + "\n"
                        // 2.0.11 refuses to start with WebSocket listeners only
                        + "listener " + plainPort + " 127.0.0.1\n"
                        + "listener " + port + " 127.0.0.1\n"
                        + "protocol websockets\n"
                        + "certfile " + directory.resolve("server.pem") + "\n"
                        + "keyfile " + directory.resolve("server.key") + "\n");
        Process process = new ProcessBuilder(PROGRAM.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("mosquitto.log").toFile())
                .start();
        Mosquitto broker = new Mosquitto(process, port);
        broker.awaitPort(directory);
        return broker;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command[0] + " failed");
        }
    }

    private void awaitPort(Path directory) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < deadline) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        process.destroy();
        throw new IOException("Mosquitto did not start: " + Files.readString(directory.resolve("mosquitto.log")));
    }

    URI endpoint() {
        return URI.create("wss://localhost:" + port + "/mqtt");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
