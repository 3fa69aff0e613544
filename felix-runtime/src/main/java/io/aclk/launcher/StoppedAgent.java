package io.aclk.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/**
 * An agent that does not run, for the commands that look at it all the same: the bundles of the link run for a moment in
 * this JVM, as a framework that only looks. Everything that it writes is in a private directory, which goes with it.
 */
final class StoppedAgent {

    private static final Set<String> COMMANDS = Set.of("config", "doctor", "support-bundle");
    /** Of a machine under load. */
    private static final long START_SECONDS = 60;
    /** The services of bundles come a little after their start. */
    private static final long SETTLE_SECONDS = 10;
    /** As long as a running agent would take. */
    private static final long COMMAND_SECONDS = 120;

    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(10);
    private static final String LAUNCHER = "aclk.launcher";

    private final Distribution distribution;
    private final Path dir;

    /**
     * A stopped agent.
     *
     * @param dir instance directory
     */
    StoppedAgent(Distribution distribution, Path dir) {
        this.distribution = distribution;
        this.dir = dir.toAbsolutePath().normalize();
    }

    /** Whether it can be asked this: there is an instance, it does not run, and the command only looks. */
    boolean answers(String command) throws RefusedException {
        return COMMANDS.contains(command) && Files.isDirectory(dir) && !runs();
    }

    /** A running instance holds the lock, even one that does not answer: looking would get in its way. */
    private boolean runs() throws RefusedException {
        Path lock = InstanceLock.file(dir);
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ);
                FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return shared == null;
        } catch (IOException e) {
            throw RefusedException.refused("cannot see whether an agent runs at " + dir + ": " + e.getMessage());
        }
    }

    /**
     * Runs a command. The framework ends with the JVM, in order and within 10 s, however that ends.
     *
     * @throws RefusedException if the command does not come or does not end
     */
    ControlClient.Reply run(String command, List<String> args)
            throws RefusedException, IOException, BundleException, InterruptedException {
        distribution.require("aclk", dir);
        Path own = Files.createTempDirectory("aclk-probe-");
        // logback.xml can name system properties only
        System.setProperty("aclk.dir", own.toString());
        Framework framework = BaseBundles.framework(FrameworkProperties.probe(distribution, dir, own));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(framework, own), "control-shutdown"));
        framework.init();
        BundleContext context = framework.getBundleContext();
        CountDownLatch ready = new CountDownLatch(1);
        offer(context, Runnable.class, ready::countDown, "ready");
        Consumer<String> line = System.err::println;
        offer(context, Consumer.class, line, "warn");
        offer(context, Consumer.class, line.andThen(refusal -> ready.countDown()), "refuse");
        BaseBundles.install(context, bundles());
        framework.start();
        if (!ready.await(START_SECONDS, TimeUnit.SECONDS)) {
            throw RefusedException.refused("the bundles of the link did not start within " + START_SECONDS + " s");
        }
        return reply(call(find(context, command), command, args));
    }

    private static <S> void offer(BundleContext context, Class<S> type, S service, String role) {
        context.registerService(type, service, new Hashtable<>(Map.of(LAUNCHER, role)));
    }

    /** File Install would make the folder that it shall read. */
    private List<Distribution.BaseBundle> bundles() throws IOException {
        boolean configured = Files.isDirectory(dir.resolve("conf"));
        return distribution.base().stream()
                .filter(bundle ->
                        configured || !bundle.jar().getFileName().toString().contains("fileinstall"))
                .toList();
    }

    private static Function<Map<String, Object>, ?> find(BundleContext context, String command)
            throws RefusedException, InterruptedException {
        try {
            ServiceTracker<Function<Map<String, Object>, ?>, Function<Map<String, Object>, ?>> tracker =
                    new ServiceTracker<>(
                            context,
                            context.createFilter("(&(objectClass=" + Function.class.getName()
                                    + ")(aclk.control.command=" + command + "))"),
                            null);
            tracker.open();
            Function<Map<String, Object>, ?> function =
                    tracker.waitForService(TimeUnit.SECONDS.toMillis(SETTLE_SECONDS));
            if (function == null) {
                throw RefusedException.refused("the command '" + command + "' is not there: no bundle offers it");
            }
            return function;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<?, ?> call(Function<Map<String, Object>, ?> function, String command, List<String> args)
            throws RefusedException, InterruptedException {
        Map<String, Object> request = Map.of("args", args, "user", System.getProperty("user.name", "unknown"));
        FutureTask<Object> call = new FutureTask<>(() -> function.apply(request));
        Thread thread = new Thread(call, "control-command");
        thread.setDaemon(true);
        thread.start();
        try {
            if (call.get(COMMAND_SECONDS, TimeUnit.SECONDS) instanceof Map<?, ?> reply) {
                return reply;
            }
            throw RefusedException.refused("the command '" + command + "' gave no answer");
        } catch (ExecutionException e) {
            throw RefusedException.refused("the command '" + command + "' failed: " + e.getCause());
        } catch (TimeoutException e) {
            throw RefusedException.refused(
                    "the command '" + command + "' did not end within " + COMMAND_SECONDS + " s");
        }
    }

    private static ControlClient.Reply reply(Map<?, ?> reply) {
        return new ControlClient.Reply(
                (Integer) reply.get("exit"),
                reply.get("out").toString(),
                reply.get("err").toString());
    }

    private static void end(Framework framework, Path own) {
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
            Directories.delete(own);
        } catch (BundleException | IOException e) {
            System.err.println("cannot remove " + own + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
