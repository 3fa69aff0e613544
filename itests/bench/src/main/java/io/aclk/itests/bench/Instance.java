package io.aclk.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An agent or a cloud side of the distribution, as a process of its own in a directory of its own. */
final class Instance implements AutoCloseable {

    /** The distribution. */
    static final Path HOME = Path.of(System.getProperty("aclk.distribution", "felix-runtime/target/aclk"));

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DONE = Pattern.compile("is done in ([0-9.]+) s");
    private static final Pattern THREAD = Pattern.compile("(?m)^\"([^\"]+)\"");

    private final String name;
    private final Path dir;
    private final Process process;

    private Instance(String name, Path dir, Process process) {
        this.name = name;
        this.dir = dir;
        this.process = process;
    }

    /** Starts an agent on any free port; with the features given, or with the usual ones if none is. */
    static Instance agent(Path dir, String features) throws IOException {
        Path conf = Files.createDirectories(dir.resolve("conf"));
        Files.writeString(conf.resolve("io.aclk.agent.web.cfg"), "port = 0\n");
        if (features != null) {
            Files.writeString(conf.resolve("features"), features);
        }
        return start("agent", dir);
    }

    /** Starts a cloud side on free ports. */
    static Instance cloud(Path dir) throws IOException {
        Path conf = Files.createDirectories(dir.resolve("conf"));
        Files.writeString(conf.resolve("io.aclk.cloud.cfg"), "port = 0\nmqtt.port = 0\n");
        return start("cloud", dir);
    }

    private static Instance start(String name, Path dir) throws IOException {
        return new Instance(name, dir, launch(output(dir, name), name, "--dir", dir.toString()));
    }

    /** Starts a program of the distribution; its output goes to a file. */
    static Process launch(Path output, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .start();
    }

    private static Path output(Path dir, String name) {
        return dir.resolve(name + ".out");
    }

    /** Runs a command of the instance to its end and reads its JSON. */
    JsonNode ask(String program, String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--json", "--dir", dir.toString()));
        return JSON.readTree(run(program, arguments.toArray(String[]::new)));
    }

    /** Runs a program of the distribution to its end. */
    String run(String program, String... arguments) throws Exception {
        Path output = Files.createTempFile(dir, program, ".out");
        Process command = launch(output, program, arguments);
        if (!command.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            command.destroyForcibly();
            throw new IllegalStateException(program + " does not end");
        }
        String text = Files.readString(output);
        if (command.exitValue() != 0) {
            throw new IllegalStateException(program + " failed with " + command.exitValue() + ": " + text);
        }
        return text;
    }

    /** Claims the agent, as soon as its bundles take a claim; the command waits until it is online. */
    void claim(String url, Path certificate, String token, String room) throws Exception {
        String[] arguments = {
            "--token=" + token, "--rooms=" + room, "--url=" + url, "--ca=" + certificate, "--dir=" + dir
        };
        Limit.await("the claim", START, () -> {
            try {
                return run("netdata-cloud.sh", arguments);
            } catch (IllegalStateException e) {
                if (e.getMessage().contains("does not run")) {
                    return null;
                }
                throw e;
            }
        });
    }

    /** A port that the instance wrote into its {@code run/}. */
    int port(String file) throws Exception {
        return Limit.await(name + " listens", START, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended: " + Files.readString(output(dir, name)));
            }
            Path port = dir.resolve("run").resolve(file);
            return Files.exists(port) ? Integer.valueOf(Files.readString(port).strip()) : null;
        });
    }

    /** Waits until all features are started. */
    void awaitReady() throws Exception {
        Limit.await(name + " is ready", START, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended: " + Files.readString(output(dir, name)));
            }
            return Files.readString(output(dir, name)).contains(" is ready") ? true : null;
        });
    }

    /** Changes features; returns how long it took, as the agent says. */
    Duration feature(String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("feature"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--dir", dir.toString()));
        String said = run("aclk", arguments.toArray(String[]::new));
        Matcher seconds = DONE.matcher(said);
        if (!seconds.find()) {
            throw new IllegalStateException("the agent does not say how long it took: " + said);
        }
        return Duration.ofNanos((long) (Double.parseDouble(seconds.group(1)) * 1e9));
    }

    /** CPU time used so far, microseconds. */
    long cpuMicros() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1000;
    }

    /** Resident memory, kB. */
    long residentKb() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS");
    }

    /** Names of its Java threads. */
    Set<String> threads() throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "Thread.print")
                .redirectErrorStream(true)
                .start();
        String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Set<String> names = new TreeSet<>();
        Matcher matcher = THREAD.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** SIGTERM, and SIGKILL if that does not help. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
