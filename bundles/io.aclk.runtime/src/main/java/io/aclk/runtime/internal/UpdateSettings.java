package io.aclk.runtime.internal;

import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedService;

/** The settings of updates: PID {@code io.aclk.runtime}. Thread-safe. */
final class UpdateSettings implements ManagedService {

    /** PID. */
    static final String PID = "io.aclk.runtime";

    /** Key: how long the condition of a feature may take to come back after an update, seconds. */
    static final String WATCH = "update.watch.seconds";

    private static final Duration DEFAULT_WATCH = Duration.ofSeconds(60);
    private static final long MAX_SECONDS = 600;

    private volatile Duration watch = DEFAULT_WATCH;

    /** Settings that follow Configuration Admin. */
    static UpdateSettings of(BundleContext context) {
        UpdateSettings settings = new UpdateSettings();
        context.registerService(ManagedService.class, settings, new Hashtable<>(Map.of("service.pid", PID)));
        return settings;
    }

    Duration watch() {
        return watch;
    }

    @Override
    public void updated(Dictionary<String, ?> properties) throws ConfigurationException {
        Object value = properties == null ? null : properties.get(WATCH);
        if (value == null) {
            watch = DEFAULT_WATCH;
            return;
        }
        try {
            watch = seconds(value.toString().strip());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(WATCH, e.getMessage() + "; " + watch.toSeconds() + " s are used");
        }
    }

    /**
     * A watch time that somebody wrote.
     *
     * @throws IllegalArgumentException if it is none; the text says what it must be
     */
    static Duration seconds(String text) {
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 1 && seconds <= MAX_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("'" + text + "' must be a number of seconds from 1 to " + MAX_SECONDS);
    }
}
