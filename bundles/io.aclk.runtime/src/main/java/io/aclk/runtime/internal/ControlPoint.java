package io.aclk.runtime.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where {@code bin/aclk} and {@code bin/cloud} reach a running instance: the control socket and its commands. */
final class ControlPoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlPoint.class);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);
    /** A claim waits up to 30 s for the start, makes up to five calls of 10 s each, and waits for the link. */
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(120);
    /** A change of features waits for its conditions twice, each time up to ten minutes, and for bundles that hang. */
    private static final Duration FEATURE_LIMIT = Duration.ofMinutes(30);
    /** Short on every system, unlike the temporary directory that the JVM knows. */
    private static final Path SHORT_DIRECTORY = Path.of("/tmp");

    private final BundleContext context;
    private final StartGuard guard;
    private final ControlThreads threads;
    private final LastUpdate last;
    private final CommandTracker whiteboard;
    private final ControlServer server;

    /** Opens the control socket. */
    ControlPoint(BundleContext context, InstanceFiles files, StartGuard guard, ControlThreads threads, LastUpdate last)
            throws IOException, InvalidSyntaxException {
        this.context = context;
        this.guard = guard;
        this.threads = threads;
        this.last = last;
        Commands commands =
                new Commands(guard, () -> files.feature(Commands.LINK_FEATURE).isPresent());
        commands.add("ping", "says whether the instance is starting or ready", request -> ping());
        commands.add("stop", "stops the instance", request -> stopFramework());
        server = new ControlServer(
                ControlSocketFile.prepare(files.run(), SHORT_DIRECTORY),
                commands,
                threads,
                REQUEST_LIMIT,
                command -> command.equals(FeatureCommand.NAME) ? FEATURE_LIMIT : COMMAND_LIMIT);
        whiteboard = new CommandTracker(context, commands);
        whiteboard.open();
    }

    private Map<String, Object> ping() {
        StringBuilder troubles = new StringBuilder(guard.problemLines());
        last.get().forEach(line -> troubles.append(line).append('\n'));
        return Commands.reply(0, guard.state().name().toLowerCase(Locale.ROOT) + "\n", troubles.toString());
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

    /** Ends within 3 s. */
    @Override
    public void close() {
        whiteboard.close();
        server.close();
    }
}
