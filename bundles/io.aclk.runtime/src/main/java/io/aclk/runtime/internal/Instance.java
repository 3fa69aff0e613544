package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The instance while it runs: its control socket, its commands, and the start of its features. */
final class Instance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);
    /** A claim waits up to 30 s for the start, makes up to five calls of 10 s each, and waits for the link. */
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(120);
    /** Short on every system, unlike the temporary directory that the JVM knows. */
    private static final Path SHORT_DIRECTORY = Path.of("/tmp");

    private final BundleContext context;
    private final StartGuard guard;
    private final ControlThreads threads = new ControlThreads();
    private final CommandTracker whiteboard;
    private final ControlServer server;
    private final Thread starter;

    /** Opens the control socket and begins to start the features. */
    Instance(BundleContext context, InstanceFiles files, StartGuard guard, CommandLineOverrides overrides)
            throws IOException, InvalidSyntaxException {
        this.context = context;
        this.guard = guard;
        context.registerService(Consumer.class, guard, new Hashtable<>(Map.of("aclk.control", "refuse-start")));
        overrides.register(context);
        Commands commands = new Commands(guard);
        commands.add("ping", "says whether the instance is starting or ready", request -> ping());
        commands.add("stop", "stops the instance", request -> stopFramework());
        server = new ControlServer(
                ControlSocketFile.prepare(files.run(), SHORT_DIRECTORY),
                commands,
                threads,
                REQUEST_LIMIT,
                COMMAND_LIMIT);
        whiteboard = new CommandTracker(context, commands);
        whiteboard.open();
        starter = threads.newThread(new FeatureStart(context, files, guard, overrides));
        starter.start();
    }

    private Map<String, Object> ping() {
        StringBuilder problems = new StringBuilder();
        guard.problems().forEach(line -> problems.append(line).append('\n'));
        return Commands.reply(0, guard.state().name().toLowerCase(Locale.ROOT) + "\n", problems.toString());
    }

    private Map<String, Object> stopFramework() {
        threads.newThread(() -> {
                    try {
                        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
                    } catch (BundleException e) {
                        LOG.error("the framework cannot be stopped", e);
                    }
                })
                .start();
        return Commands.reply(0, "stopping\n", "");
    }

    /** Ends within 5 s. */
    @Override
    public void close() {
        whiteboard.close();
        starter.interrupt();
        server.close();
        try {
            starter.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
