package io.aclk.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Outside the framework: a program of the distribution as a process of its own. Its output goes to a file. */
final class Program implements AutoCloseable {

    private static final Path BIN =
            Path.of(System.getProperty("aclk.distribution")).resolve("bin");
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
    /** The shipped options of {@code bin/cloud}, but for a life of seconds: a compiler that is done soon. */
    private static final Map<String, String> SHORT_LIVED_CLOUD =
            Map.of("ACLK_JAVA_OPTS", "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");

    private final Process process;
    private final Path output;
    private final String name;

    private Program(Process process, Path output, String name) {
        this.process = process;
        this.output = output;
        this.name = name;
    }

    /** How a command ended. */
    record Result(int exit, String output) {}

    static Program start(Path logs, String program, String... arguments) throws IOException {
        return start(logs, Map.of(), program, arguments);
    }

    /** Starts a program with more variables in its environment. */
    static Program start(Path logs, Map<String, String> environment, String program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(BIN.resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environmentOf(program));
        builder.environment().putAll(environment);
        return start(logs, program, builder);
    }

    /** What a program of the distribution finds in its environment in every test. */
    static Map<String, String> environmentOf(String program) {
        return program.equals("cloud") ? SHORT_LIVED_CLOUD : Map.of();
    }

    /** Starts a program that is not ours. */
    static Program start(Path logs, String name, ProcessBuilder builder) throws IOException {
        Path output = Files.createTempFile(logs, name, ".out");
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return new Program(builder.start(), output, name);
    }

    /** Runs a program to its end. */
    static Result run(Path logs, String program, String... arguments) throws Exception {
        try (Program running = start(logs, program, arguments)) {
            return running.await();
        }
    }

    Result await() throws Exception {
        if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " did not end within " + COMMAND_LIMIT + ": " + output());
        }
        return new Result(process.exitValue(), output());
    }

    String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "unreadable: " + e;
        }
    }

    /** Types a line on its standard input, which must be a pipe. */
    void type(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits until the output matches and returns the first group. */
    String awaitOutput(String regex, Duration limit) {
        Pattern pattern = Pattern.compile(regex);
        Await.until(
                name + " prints " + regex,
                limit,
                () -> {
                    if (!process.isAlive() && !pattern.matcher(output()).find()) {
                        throw new AssertionError(name + " ended with " + process.exitValue() + ": " + output());
                    }
                    return pattern.matcher(output()).find();
                },
                this::output);
        Matcher matcher = pattern.matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("the output changed: " + output());
        }
        return matcher.group(1);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL, without any chance to say goodbye. */
    void kill() {
        process.destroyForcibly();
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(name + " did not end within 15 s of SIGTERM: " + output());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
