package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** An agent with a bundle of the link that cannot be resolved or started. */
class BrokenBundleIT {

    @TempDir
    Path temporary;

    private Path dir;
    private Path out;
    private Path err;
    private Process agent;

    /** An activator that fails. */
    public static final class Failing implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            throw new IllegalStateException("the disk is full");
        }

        @Override
        public void stop(BundleContext context) {}
    }

    @BeforeEach
    void anInstance() throws Exception {
        dir = temporary.resolve("instance");
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
        out = Files.createFile(temporary.resolve("out"));
        err = Files.createFile(temporary.resolve("err"));
    }

    @AfterEach
    void stop() throws Exception {
        agent.destroy();
        assertTrue(agent.waitFor(15, TimeUnit.SECONDS));
    }

    @Test
    void aLinkThatCannotBeResolvedIsNamedAtTheStartInTheLogAndByStatus() throws Exception {
        broken("io.aclk.link", Map.of(Constants.IMPORT_PACKAGE, "no.such.pack;version=\"[1,2)\""));

        String line = "io.aclk:io.aclk.link:" + version() + " cannot be started: it needs the package no.such.pack"
                + " version 1.0.0 or later below 2.0.0, which no bundle offers; the agent continues without the cloud (ACLK)";
        assertEquals(line + "\n", start());

        assertTrue(Files.readString(dir.resolve("log/error.log")).contains(line));
        Program.Result status = Program.run("aclk", "status", "--dir", dir.toString());
        assertEquals(1, status.exit());
        assertTrue(status.err().endsWith(line + "\n"), status.err());
    }

    @Test
    void aBundleWhoseActivatorFailsIsNamedByTheCommandsThatItWouldOffer() throws Exception {
        broken(
                "io.aclk.shell",
                Map.of(
                        Constants.BUNDLE_ACTIVATOR,
                        Failing.class.getName(),
                        Constants.IMPORT_PACKAGE,
                        "org.osgi.framework"));

        String line = "io.aclk:io.aclk.shell:" + version()
                + " cannot be started: the disk is full; the agent continues without the commands of the link (ACLK)";
        assertEquals(line + "\n", start());

        Program.Result status = Program.run("aclk", "status", "--dir", dir.toString());
        assertEquals(1, status.exit());
        assertEquals("the command 'status' is not there\n" + line + "\n", status.err());
        assertEquals(0, Program.run("aclk", "ping", "--dir", dir.toString()).exit());
    }

    /** Puts a bundle into the instance, which goes before the one of the distribution. */
    private void broken(String name, Map<String, String> headers) throws Exception {
        TestBundle.write(dir.resolve("bundles/" + name + "-" + version() + ".jar"), name, headers, Failing.class);
    }

    /** Starts the agent and returns what it says on standard error. */
    private String start() throws Exception {
        agent = Program.start(
                Map.of(), Program.HOME.resolve("bin/agent"), out.toFile(), err.toFile(), "--dir", dir.toString());
        Program.awaitText(agent, out, "The agent is ready");
        return Files.readString(err);
    }

    private static String version() throws Exception {
        return Program.run("agent", "--version").out().strip();
    }
}
