package io.aclk.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces of Linux: a node and a cloud, which the node reaches through a router that is the cloud's machine.
 * Needs root and iproute2. Nothing of it is seen by anybody else on the machine.
 */
final class Namespaces implements AutoCloseable {

    static final String CLOUD_ADDRESS = "10.231.8.1";
    static final String ROUTER = "10.231.7.1";
    static final String LINK = "veth-node";

    private static final Path BIN =
            Path.of(System.getProperty("aclk.distribution")).resolve("bin");
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final Duration END_LIMIT = Duration.ofSeconds(15);

    private final String node = "aclk-it-node-" + ProcessHandle.current().pid();
    private final String cloud = "aclk-it-cloud-" + ProcessHandle.current().pid();
    private final List<Process> processes = new ArrayList<>();

    /** Why there can be none here; empty if there can. */
    static Optional<String> missing() {
        String probe = "aclk-it-probe-" + ProcessHandle.current().pid();
        try {
            ip("netns", "add", probe);
            try {
                ip("-n", probe, "link", "add", "veth-a", "type", "veth", "peer", "name", "veth-b");
            } finally {
                ip("netns", "del", probe);
            }
            return Optional.empty();
        } catch (IOException | InterruptedException e) {
            return Optional.of("no network namespaces: they need root, Linux and iproute2: " + e.getMessage());
        }
    }

    /** Makes both, connected. */
    static Namespaces open() throws Exception {
        Namespaces both = new Namespaces();
        try {
            both.connect();
            return both;
        } catch (Exception e) {
            both.close();
            throw e;
        }
    }

    private void connect() throws Exception {
        ip("netns", "add", node);
        ip("netns", "add", cloud);
        ip("link", "add", LINK, "netns", node, "type", "veth", "peer", "name", "veth-cloud", "netns", cloud);
        ip("-n", cloud, "link", "set", "lo", "up");
        ip("-n", cloud, "addr", "add", CLOUD_ADDRESS + "/32", "dev", "lo");
        ip("-n", cloud, "addr", "add", ROUTER + "/24", "dev", "veth-cloud");
        ip("-n", cloud, "link", "set", "veth-cloud", "up");
        ip("-n", node, "link", "set", "lo", "up");
        ip("-n", node, "addr", "add", "10.231.7.2/24", "dev", LINK);
        ip("-n", node, "link", "set", LINK, "up");
        onNode("route", "add", "default", "via", ROUTER);
    }

    /** {@code ip} in the namespace of the node. */
    void onNode(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("-n", node));
        all.addAll(List.of(arguments));
        ip(all.toArray(String[]::new));
    }

    /** A program of the distribution on the machine of the node, ended by {@link #close}. */
    void startOnNode(Path output, String program, String... arguments) throws IOException {
        start(node, output, program, arguments);
    }

    /** A program of the distribution on the machine of the cloud, ended by {@link #close}. */
    void startOnCloud(Path output, String program, String... arguments) throws IOException {
        start(cloud, output, program, arguments);
    }

    private void start(String namespace, Path output, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("ip", "netns", "exec", namespace, BIN.resolve(program).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().putAll(Program.environmentOf(program));
        processes.add(builder.start());
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("ip", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " does not end");
            }
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": "
                        + Files.readString(output, StandardCharsets.UTF_8).strip());
            }
        } finally {
            Files.delete(output);
        }
    }

    @Override
    public void close() throws Exception {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        for (String namespace : List.of(node, cloud)) {
            if (Files.exists(Path.of("/run/netns", namespace))) {
                ip("netns", "del", namespace);
            }
        }
    }
}
