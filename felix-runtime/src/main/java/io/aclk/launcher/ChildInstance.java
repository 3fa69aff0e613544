package io.aclk.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An instance that runs as a child process of this one, for {@code bin/demo}. */
final class ChildInstance implements AutoCloseable {

    private static final long STOP_SECONDS = 15;
    private static final int LOG_LINES = 20;
    private static final Duration POLL = Duration.ofMillis(20);

    private final String name;
    private final Path dir;
    private final Process process;
    private final ControlClient control;

    private ChildInstance(String name, Path dir, Process process) {
        this.name = name;
        this.dir = dir;
        this.process = process;
        control = new ControlClient(name, dir);
    }

    /** Starts a program of {@code bin/}; what it prints goes to a file beside its directory. */
    static ChildInstance start(Distribution distribution, String name, Path dir, String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(distribution.home().resolve("bin").resolve(name).toString(), "--dir", dir.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output(dir).toFile())
                .start();
        process.getOutputStream().close();
        return new ChildInstance(name, dir, process);
    }

    /**
     * Asks the instance, again and again until it can answer.
     *
     * @param limit how long to try
     * @return its output
     * @throws RefusedException if it ends, refuses, or does not answer in time
     */
    String ask(Duration limit, String command, String... args) throws RefusedException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            String why;
            try {
                ControlClient.Reply reply = control.run(command, List.of(args));
                if (reply.exit() == 0) {
                    return reply.out();
                }
                why = reply.err().strip();
                // 2 is also the answer while the bundle that offers the command is on its way
                if (reply.exit() == 1) {
                    throw RefusedException.refused("the " + name + " refused '" + command + "': " + why);
                }
            } catch (RefusedException e) {
                if (e.exit() == 1) {
                    throw e;
                }
                why = e.getMessage();
            }
            check(end, limit, "answer '" + command + "' (" + why + ")");
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    /**
     * Waits until the instance has printed something.
     *
     * @param what with one group
     * @return the group
     * @throws RefusedException if it ends or does not print it in time
     */
    String awaitOutput(Duration limit, Pattern what) throws RefusedException, IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Matcher matcher = what.matcher(Files.readString(output(dir)));
            if (matcher.find()) {
                return matcher.group(1);
            }
            check(end, limit, "print its welcome");
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    private void check(long end, Duration limit, String what) throws RefusedException {
        if (!process.isAlive()) {
            throw RefusedException.refused(end());
        }
        if (System.nanoTime() - end > 0) {
            throw RefusedException.refused("the " + name + " did not " + what + " within " + limit.toSeconds() + " s");
        }
    }

    /** What ran and how it ended; only for one that did. */
    String end() {
        return "the " + name + " ended with exit code " + process.exitValue();
    }

    /** The process. */
    Process process() {
        return process;
    }

    /** What helps to find out why it failed: the end of its output and of its log. */
    String lastWords() {
        StringBuilder words = new StringBuilder();
        for (Path file : List.of(output(dir), dir.resolve("log").resolve("error.log"))) {
            try {
                List<String> lines = Files.readAllLines(file);
                words.append(file.getFileName()).append(" of the ").append(name).append(":\n");
                lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                        .forEach(line -> words.append("  ").append(line).append('\n'));
            } catch (IOException e) {
                words.append(file).append(" cannot be read\n");
            }
        }
        return words.toString();
    }

    private static Path output(Path dir) {
        return dir.resolveSibling(dir.getFileName() + ".out");
    }

    /** Stops it in order, or, if that takes too long, at once. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
