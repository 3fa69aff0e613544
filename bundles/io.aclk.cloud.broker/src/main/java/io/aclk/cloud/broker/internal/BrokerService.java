package io.aclk.cloud.broker.internal;

import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.Logins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a broker running as configured, with its {@link Bus} registered and its port in {@code run/mqtt.port}. Starts,
 * restarts and stops on one thread of its own, in the order asked for.
 */
final class BrokerService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerService.class);
    private static final String PORT_FILE = "mqtt.port";
    private static final String CONFIGURATION_FILE = "conf/" + BrokerSettings.PID + ".cfg";
    private static final long STOP_SECONDS = 5;

    private final BundleContext context;
    private final SSLContext tls;
    private final Supplier<Logins> logins;
    private final Consumer<String> refuseStart;
    private final Optional<Path> run;
    private final ExecutorService starter;

    // confined to the starter's thread
    private BrokerSettings settings;
    private EmbeddedBroker broker;
    private ServiceRegistration<Bus> registration;

    /**
     * @param context registers the bus
     * @param tls shows the certificate
     * @param logins who may connect, {@code null} while nobody knows
     * @param refuseStart told the one line for the owner when his settings cannot be used
     * @param run directory for the file with the port
     */
    BrokerService(
            BundleContext context,
            SSLContext tls,
            Supplier<Logins> logins,
            Consumer<String> refuseStart,
            Optional<Path> run) {
        this.context = context;
        this.tls = tls;
        this.logins = logins;
        this.refuseStart = refuseStart;
        this.run = run;
        // one thread: starts and stops are never at the same time; the queue holds one entry a configuration change
        this.starter = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new BrokerThreads.Factory());
    }

    /** Starts the broker, or starts it anew if the settings that concern it changed. Returns at once. */
    void configure(Map<String, ?> properties) {
        Map<String, Object> copy = Map.copyOf(properties);
        starter.execute(() -> apply(copy));
    }

    private void apply(Map<String, Object> properties) {
        try {
            BrokerSettings wanted = BrokerSettings.of(properties);
            if (broker != null && wanted.equals(settings)) {
                return;
            }
            settings = wanted;
            stop();
            start();
        } catch (IllegalArgumentException e) {
            refuse("The broker keeps its settings: " + e.getMessage() + ". Correct " + CONFIGURATION_FILE + ".", e);
        }
    }

    private void start() {
        try {
            broker = EmbeddedBroker.start(settings, tls, logins);
            writePort(broker.port());
            registration = context.registerService(Bus.class, broker.bus(), null);
            LOG.info(
                    "The broker listens on {}:{} for {}",
                    settings.listen(),
                    broker.port(),
                    broker.bus().endpoint());
        } catch (IOException e) {
            stop();
            refuse(
                    "The broker cannot listen on " + settings.listen() + ":" + settings.port() + " (" + e.getMessage()
                            + "). Stop what uses the port, or set another " + BrokerSettings.PORT + " or "
                            + BrokerSettings.LISTEN + " in " + CONFIGURATION_FILE + ".",
                    e);
        } catch (Exception e) {
            stop();
            refuse(
                    "The broker cannot start on " + settings.listen() + ":" + settings.port() + " ("
                            + BrokerSettings.PORT + " in " + CONFIGURATION_FILE + "): " + e.getMessage(),
                    e);
        }
    }

    private void refuse(String line, Exception cause) {
        LOG.error(line);
        LOG.debug("The reason", cause);
        refuseStart.accept(line);
    }

    private void stop() {
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("The framework has withdrawn the bus already", e);
            }
            registration = null;
        }
        if (broker != null) {
            broker.close();
            broker = null;
            run.ifPresent(directory -> delete(directory.resolve(PORT_FILE)));
        }
    }

    /** Ends the broker and the thread; at most 5 s. */
    @Override
    public void close() {
        if (starter.isShutdown()) {
            return;
        }
        starter.execute(this::stop);
        starter.shutdown();
        try {
            if (!starter.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The broker did not stop within {} s", STOP_SECONDS);
                starter.shutdownNow();
            }
        } catch (InterruptedException e) {
            starter.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void writePort(int port) {
        run.ifPresent(directory -> {
            try {
                write(directory, port);
            } catch (IOException e) {
                LOG.warn(
                        "{} in {} cannot be written; programs that look for the port there do not find it",
                        PORT_FILE,
                        directory,
                        e);
            }
        });
    }

    /** Readers see the old file or the new one, never half of it. */
    private static void write(Path directory, int port) throws IOException {
        Files.createDirectories(directory);
        Path next = directory.resolve(PORT_FILE + ".new");
        Files.writeString(next, port + "\n");
        Files.move(next, directory.resolve(PORT_FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays behind", file, e);
        }
    }
}
