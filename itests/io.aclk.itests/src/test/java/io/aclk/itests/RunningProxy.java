package io.aclk.itests;

import io.aclk.itests.ProxyCell.Family;
import io.aclk.itests.ProxyCell.Login;
import io.aclk.network.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A proxy as a process of its own, on ports of its own. */
final class RunningProxy implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(20);
    private static final int TRIES = 3;

    private final ProxyProgram program;
    private final ProxyProgram.Start start;
    private final Process process;

    private RunningProxy(ProxyProgram program, ProxyProgram.Start start, Process process) {
        this.program = program;
        this.start = start;
        this.process = process;
    }

    /** Starts one; tries again with other ports if somebody else took them in between. */
    static RunningProxy start(ProxyProgram program, Login login, Family family, TestCertificate certificate)
            throws IOException {
        for (int i = 1; ; i++) {
            ProxyProgram.Start start = new ProxyProgram.Start(
                    login, family, certificate, directory(), List.of(freePort(family), freePort(family)));
            List<String> command = program.command(start);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(start.dir().resolve("output").toFile())
                    .start();
            RunningProxy proxy = new RunningProxy(program, start, process);
            try {
                Await.until(program + " listens", START, () -> !process.isAlive() || proxy.accepts(), proxy::log);
                if (process.isAlive()) {
                    return proxy;
                }
            } catch (AssertionError e) {
                proxy.close();
                throw e;
            }
            String log = proxy.log();
            proxy.close();
            if (i == TRIES) {
                throw new AssertionError(program + " does not start: " + log);
            }
        }
    }

    /** In the system's directory for such things: a proxy started by root gives its rights away before it reads. */
    private static Path directory() throws IOException {
        Path dir = Files.createTempDirectory(Path.of("/tmp"), "aclk-proxy");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        return dir;
    }

    private static int freePort(Family family) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(family.address()))) {
            return socket.getLocalPort();
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(start.family().address(), start.port(0)), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** How an agent is told of it. */
    String url(ProxyCell cell) {
        String login = cell.login() == Login.NONE
                ? ""
                : ProxyProgram.USER + ":" + URLEncoder.encode(program.password(), StandardCharsets.UTF_8) + "@";
        int port = start.port(cell.kind().equals("https") ? 1 : 0);
        return cell.kind() + "://" + login + cell.family().inUrl() + ":" + port;
    }

    /** Ports to which it made tunnels until now, in their order. */
    List<Integer> tunnels() {
        return targets().stream()
                .map(target -> Integer.valueOf(target.replaceFirst(".*[:.]", "")))
                .toList();
    }

    /** What it was asked to make tunnels to until now, in the words of its log, which end with the port. */
    List<String> targets() {
        return program.tunnels(log());
    }

    /** Whether it has an open connection to this port, itself or one of its children. */
    boolean isConnectedTo(int port) throws IOException {
        for (ProcessHandle handle : Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList()) {
            if (Sockets.isConnected(handle.pid(), port)) {
                return true;
            }
        }
        return false;
    }

    String log() {
        StringBuilder text = new StringBuilder();
        for (Path file : List.of(start.dir().resolve("output"), start.log())) {
            try {
                if (Files.exists(file)) {
                    text.append(Files.readString(file, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                text.append("unreadable: ").append(e);
            }
        }
        return text.toString();
    }

    /** Asks it to end. */
    void terminate() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            delete(Files.walk(start.dir()));
            // left by a Squid that had to be killed
            delete(Files.list(Path.of("/dev/shm"))
                    .filter(file -> file.getFileName().toString().startsWith(start.name() + "-")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Stream<Path> files) {
        try (files) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
