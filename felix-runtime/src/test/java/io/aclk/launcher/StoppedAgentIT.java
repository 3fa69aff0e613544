package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Commands that look at an agent that does not run. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoppedAgentIT {

    /** What the answer to a command is that no bundle offers. */
    private static FutureTask<Program.Result> notOffered;

    @TempDir
    Path temporary;

    private Path dir;

    /** Offers a command that says what it sees. */
    public static final class Offering implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            context.registerService(
                    Function.class,
                    (Function<Map<String, Object>, Map<String, Object>>) request -> seen(context, request),
                    new Hashtable<>(Map.of("aclk.control.command", "doctor")));
        }

        private static Map<String, Object> seen(BundleContext context, Map<String, Object> request) {
            try {
                ServiceReference<ConfigurationAdmin> admin = context.getServiceReference(ConfigurationAdmin.class);
                Object url = context.getService(admin)
                        .getConfiguration("io.aclk.link", "?")
                        .getProperties()
                        .get("url");
                String out = request.get("args") + " " + request.get("user") + " " + context.getProperty("aclk.probe")
                        + " " + context.getProperty("aclk.dir") + " " + url + "\n";
                return Map.of("exit", 1, "out", out, "err", context.getProperty("org.osgi.framework.storage") + "\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop(BundleContext context) {}
    }

    /** Services may come late and are waited for: in that time the other tests run. */
    @BeforeAll
    static void askForWhatNoBundleOffers(@TempDir Path other) throws Exception {
        Path instance = withACommand(other);
        notOffered = new FutureTask<>(() -> Program.run("aclk", "config", "--dir", instance.toString()));
        Thread thread = new Thread(notOffered, "not offered");
        thread.setDaemon(true);
        thread.start();
    }

    @BeforeEach
    void aStoppedAgentWithACommand() throws Exception {
        dir = withACommand(temporary);
    }

    private static Path withACommand(Path temporary) throws Exception {
        Path dir = Files.createDirectories(temporary.resolve("an instance"));
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf/io.aclk.link.cfg"), "url = https://cloud.test\n");
        Files.createDirectories(dir.resolve("features"));
        Files.writeString(
                dir.resolve("features/aclk.json"),
                """
                {"feature-resource-version": "1.0", "id": "test:aclk:1",
                 "bundles": [{"id": "test:offering:1", "start-order": 50}]}""");
        TestBundle.write(
                dir.resolve("bundles/offering-1.jar"),
                "offering",
                Map.of(
                        Constants.BUNDLE_ACTIVATOR,
                        Offering.class.getName(),
                        Constants.IMPORT_PACKAGE,
                        "org.osgi.framework,org.osgi.service.cm"),
                Offering.class);
        return dir;
    }

    @Test
    void theCommandRunsInAFrameworkThatOnlyLooks() throws Exception {
        Map<String, String> before = listing();

        Program.Result doctor = Program.run("aclk", "doctor", "--json", "--dir", dir.toString());

        assertEquals(
                "[--json] " + System.getProperty("user.name") + " true " + dir.toRealPath() + " https://cloud.test\n",
                doctor.out(),
                doctor.err());
        assertEquals(1, doctor.exit(), "the exit code of the command");
        assertEquals(before, listing());
        assertFalse(
                Files.exists(Path.of(doctor.err().strip()).getParent()), "the directory of the framework is removed");
    }

    @Test
    void theCommandsOfTheLinkChangeNothingAndClaimNothing() throws Exception {
        Directories.delete(dir.resolve("features"));
        Directories.delete(dir.resolve("bundles"));
        Files.writeString(dir.resolve("conf/io.aclk.link.cfg"), "url = https://127.0.0.1:1\nproxy = none\n");
        Files.createDirectories(dir.resolve("data/cloud.d"));
        Files.writeString(dir.resolve("data/cloud.d/token"), "waiting");
        Map<String, String> before = listing();
        Path zip = temporary.resolve("support.zip");

        Program.Result config = Program.run("aclk", "config", "--dir", dir.toString());
        Program.Result doctor = Program.run("aclk", "doctor", "--dir", dir.toString());
        Program.Result bundle = Program.run("aclk", "support-bundle", "--out", zip.toString(), "--dir", dir.toString());

        assertEquals(0, config.exit(), config.err());
        assertTrue(config.out().contains("https://127.0.0.1:1"), config.out());
        assertTrue(config.out().contains("io.aclk.link.cfg line 1"), config.out());
        assertEquals(1, doctor.exit(), doctor.err());
        assertTrue(doctor.out().contains("not claimed"), doctor.out());
        assertEquals(0, bundle.exit(), bundle.err());
        assertTrue(Files.size(zip) > 0);
        assertEquals(before, listing());
    }

    @Test
    void aCommandThatNeedsARunningAgentSaysThatThereIsNone() throws Exception {
        for (String command : List.of("status", "link", "unclaim", "claim --rotate-key", "claim --lift-ban")) {
            String[] words = (command + " --dir").split(" ");
            words = Stream.concat(Stream.of(words), Stream.of(dir.toString())).toArray(String[]::new);
            Program.Result result = Program.run("aclk", words);

            assertEquals(3, result.exit(), command + ": " + result.err());
            assertTrue(result.err().contains("no agent answers at"), result.err());
        }
    }

    @Test
    void theCommandsAreListedAllTheSame() throws Exception {
        Program.Result help = Program.run("aclk", "help", "--dir", dir.toString());

        assertEquals(0, help.exit(), help.err());
        for (String text : List.of("usage: aclk", "\n  status  ", "\n  support-bundle  ", "no agent answers at")) {
            assertTrue(help.out().contains(text), help.out());
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsNotMade() throws Exception {
        Path absent = temporary.resolve("absent");

        assertEquals(
                3, Program.run("aclk", "doctor", "--dir", absent.toString()).exit());
        assertFalse(Files.exists(absent));
    }

    @Test
    void anAgentThatRunsButDoesNotAnswerIsLeftAlone() throws Exception {
        Files.createDirectories(dir.resolve("run"));
        try (FileChannel lock =
                        FileChannel.open(dir.resolve("run/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            assertTrue(held.isValid());
            assertEquals(
                    3, Program.run("aclk", "doctor", "--dir", dir.toString()).exit());
        }
        assertEquals(1, Program.run("aclk", "doctor", "--dir", dir.toString()).exit());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aCommandThatNoBundleOffersIsNamed() throws Exception {
        Program.Result config = notOffered.get();

        assertEquals(1, config.exit());
        assertTrue(config.err().contains("the command 'config' is not there"), config.err());
    }

    /** Every file and folder with its time. */
    private Map<String, String> listing() throws IOException {
        Map<String, String> listing = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(dir)) {
            for (Path path : paths.toList()) {
                listing.put(
                        dir.relativize(path).toString(),
                        Files.getLastModifiedTime(path) + " " + Files.size(path) + " "
                                + Files.getPosixFilePermissions(path));
            }
        }
        return listing;
    }
}
