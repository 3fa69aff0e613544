package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A running agent with a bundle that cannot be resolved or started. */
final class BrokenAgent implements AutoCloseable {

    private final Path dir;
    private final Path err;
    private final Process process;

    private BrokenAgent(Path dir, Path err, Process process) {
        this.dir = dir;
        this.err = err;
        this.process = process;
    }

    /** An activator that fails. */
    public static final class Failing implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            throw new IllegalStateException("the disk is full");
        }

        @Override
        public void stop(BundleContext context) {}
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param temporary an empty directory
     * @param bundle name of the bundle, which the instance has a broken one of: that goes before the distribution's
     * @param headers of the broken one, whose activator may be {@link Failing}
     */
    static BrokenAgent start(Path temporary, String bundle, Map<String, String> headers) throws Exception {
        Path dir = temporary.resolve("instance");
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
        TestBundle.write(dir.resolve("bundles/" + bundle + "-" + version() + ".jar"), bundle, headers, Failing.class);
        Path out = Files.createFile(temporary.resolve("out"));
        Path err = Files.createFile(temporary.resolve("err"));
        Process process = Program.start(
                Map.of(), Program.HOME.resolve("bin/agent"), out.toFile(), err.toFile(), "--dir", dir.toString());
        BrokenAgent agent = new BrokenAgent(dir, err, process);
        try {
            Program.awaitText(process, out, "The agent is ready");
            return agent;
        } catch (Exception | AssertionError e) {
            agent.close();
            throw e;
        }
    }

    /** Version of the distribution and its bundles. */
    static String version() throws Exception {
        return Program.run("agent", "--version").out().strip();
    }

    /** What it said on standard error so far. */
    String said() throws Exception {
        return Files.readString(err);
    }

    /** Its log of warnings and errors. */
    String errorLog() throws Exception {
        return Files.readString(dir.resolve("log/error.log"));
    }

    /** Sends it a command. */
    Program.Result aclk(String command) throws Exception {
        return Program.run("aclk", command, "--dir", dir.toString());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(15, TimeUnit.SECONDS));
    }
}
