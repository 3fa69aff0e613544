package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the scripts of the assembled distribution as a person does, each with a time limit. */
final class Program {

    /** Folder of the distribution. */
    static final Path HOME = Path.of("target/aclk").toAbsolutePath();

    private static final long LIMIT_SECONDS = 60;

    private Program() {}

    /** How a program ended. */
    record Result(int exit, String out, String err) {}

    /** Runs a script to its end. */
    static Result run(Map<String, String> environment, Path script, String... args)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("program", ".out");
        Path err = Files.createTempFile("program", ".err");
        Process process = start(environment, script, out.toFile(), err.toFile(), args);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail(script + " did not end within " + LIMIT_SECONDS + " s; it said: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Runs a script of {@code bin/} to its end. */
    static Result run(String script, String... args) throws IOException, InterruptedException {
        return run(Map.of(), HOME.resolve("bin").resolve(script), args);
    }

    /** Waits until a file contains a text, while a process runs; returns the content. */
    static String awaitText(Process process, Path file, String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() - end < 0 && process.isAlive()) {
            String content = Files.readString(file);
            if (content.contains(text)) {
                return content;
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        return fail("'" + text + "' is missing: " + Files.readString(file));
    }

    /** Starts a script and waits until its instance is ready. */
    static Process startInstance(Path script, Path dir, String... args) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--dir", dir.toString()));
        all.addAll(List.of(args));
        File output = Files.createTempFile("instance", ".out").toFile();
        Process process = start(Map.of(), script, output, output, all.toArray(String[]::new));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() - end < 0 && process.isAlive()) {
            Result ping = run("aclk", "ping", "--dir", dir.toString());
            if (ping.out().equals("ready\n")) {
                assertTrue(ping.err().isEmpty(), ping.err());
                return process;
            }
        }
        process.destroyForcibly();
        return fail("the instance is not ready: " + Files.readString(output.toPath(), StandardCharsets.UTF_8));
    }

    /** Starts a script. */
    static Process start(Map<String, String> environment, Path script, File out, File err, String... args)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
