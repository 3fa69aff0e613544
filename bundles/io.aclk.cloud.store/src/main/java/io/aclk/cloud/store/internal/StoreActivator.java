package io.aclk.cloud.store.internal;

import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.jdbc.DataSourceFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the database that is configured as soon as its driver is there, and registers the {@link Store} on it.
 *
 * <p>The driver depends on the configuration, so it is tracked here and not by a component reference. Opening happens on
 * a thread of our own: it may wait for a disk or a server.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = StoreConfig.PID,
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = StoreConfig.class)
public final class StoreActivator implements ServiceTrackerCustomizer<DataSourceFactory, DataSourceFactory> {

    private static final Logger LOG = LoggerFactory.getLogger(StoreActivator.class);
    private static final long STOP_SECONDS = 4;

    /** Enough for bundles of the deploy directory to start, and less than a start may take. */
    private static final long DRIVER_MILLIS = 5_000;

    private final BundleContext context;
    private final StoreConfig config;
    private final Consumer<String> refuse;
    private final ExecutorService executor;
    private final StoreLimits limits;
    private ServiceTracker<DataSourceFactory, DataSourceFactory> tracker;

    // only touched on the executor's thread
    private Database database;
    private ServiceRegistration<Store> registration;

    /** Begins to wait for the driver. */
    @Activate
    public StoreActivator(
            BundleContext context,
            StoreConfig config,
            @Reference(
                            name = "refuse",
                            target = "(aclk.control=refuse-start)",
                            cardinality = ReferenceCardinality.OPTIONAL)
                    Consumer<String> refuse)
            throws InvalidSyntaxException {
        this(context, config, refuse, DRIVER_MILLIS);
    }

    StoreActivator(BundleContext context, StoreConfig config, Consumer<String> refuse, long driverMillis)
            throws InvalidSyntaxException {
        this.context = context;
        this.config = config;
        this.refuse = refuse == null ? LOG::error : refuse;
        executor = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(16), StoreActivator::thread);
        StoreLimits checked = limits();
        limits = checked == null ? StoreLimits.DEFAULT : checked;
        if (checked == null) {
            return;
        }
        Dialect dialect = config.jdbc_url().isEmpty()
                ? Dialect.H2
                : Dialect.of(config.jdbc_url()).orElse(null);
        if (dialect == null) {
            this.refuse.accept("Cannot open the database: jdbc.url of conf/" + StoreConfig.PID
                    + ".cfg must begin with jdbc:h2: or jdbc:postgresql:");
            return;
        }
        tracker = new ServiceTracker<>(
                context,
                FrameworkUtil.createFilter("(&(" + Constants.OBJECTCLASS + "=" + DataSourceFactory.class.getName()
                        + ")(" + DataSourceFactory.OSGI_JDBC_DRIVER_CLASS + "=" + dialect.driver() + "))"),
                this);
        tracker.open();
        if (!config.jdbc_url().isEmpty()) { // the driver of the embedded database is always there
            executor.execute(() -> awaitDriver(dialect, driverMillis));
        }
    }

    /** {@code null} if they cannot be used: the start is refused then. */
    private StoreLimits limits() {
        try {
            return StoreLimits.of(config);
        } catch (IllegalArgumentException e) {
            refuse.accept(e.getMessage());
            return null;
        }
    }

    /** Refuses the start when nobody brings the driver. It may come later still. */
    private void awaitDriver(Dialect dialect, long millis) {
        try {
            LateDrivers.refresh(context);
            boolean missing = tracker.waitForService(millis) == null;
            boolean open = tracker.getTrackingCount() >= 0; // closing ends the wait, too
            if (missing && open) {
                refuse.accept("No driver for " + dialect.prefix() + " of jdbc.url in conf/" + StoreConfig.PID
                        + ".cfg: put its bundle (" + dialect.bundle() + ") into DIR/deploy of the instance");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "cloud-store-1");
        thread.setDaemon(true);
        thread.setContextClassLoader(StoreActivator.class.getClassLoader());
        return thread;
    }

    @Override
    public DataSourceFactory addingService(ServiceReference<DataSourceFactory> reference) {
        DataSourceFactory factory = context.getService(reference);
        executor.execute(() -> open(factory));
        return factory;
    }

    @Override
    public void modifiedService(ServiceReference<DataSourceFactory> reference, DataSourceFactory factory) {
        // its properties do not matter
    }

    @Override
    public void removedService(ServiceReference<DataSourceFactory> reference, DataSourceFactory factory) {
        executor.execute(this::close);
        context.ungetService(reference);
    }

    private void open(DataSourceFactory factory) {
        if (database != null) {
            return; // a second factory for the same driver
        }
        DataDirectory directory = new DataDirectory(directory());
        boolean embedded = config.jdbc_url().isEmpty();
        Dialect dialect = Dialect.of(url(directory)).orElse(Dialect.H2);
        try {
            if (embedded) {
                directory.create();
            }
            DataSource source = factory.createDataSource(properties(directory));
            database = new Database(dialect, source);
            if (embedded) {
                directory.protectFiles();
            }
            registration =
                    context.registerService(Store.class, new SqlStore(database, Clock.systemUTC(), limits), null);
            LOG.info("The store is open");
        } catch (SQLException | IOException | StoreException e) {
            LOG.debug("Cannot open the database", e);
            refuse.accept(explain(e, embedded, dialect, directory));
            close();
        }
    }

    private Path directory() {
        String dir = context.getProperty("aclk.dir");
        return Path.of(dir == null || dir.isEmpty() ? "aclk" : dir)
                .toAbsolutePath()
                .resolve("data")
                .resolve("cloud");
    }

    private String url(DataDirectory directory) {
        return config.jdbc_url().isEmpty() ? Dialect.embeddedUrl(directory.path()) : config.jdbc_url();
    }

    private Properties properties(DataDirectory directory) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(DataSourceFactory.JDBC_URL, url(directory));
        if (!config.jdbc_user().isEmpty()) {
            properties.setProperty(DataSourceFactory.JDBC_USER, config.jdbc_user());
        }
        if (!config.jdbc_password_file().isEmpty()) {
            List<String> lines = Files.readAllLines(Path.of(config.jdbc_password_file()));
            properties.setProperty(DataSourceFactory.JDBC_PASSWORD, lines.isEmpty() ? "" : lines.get(0));
        }
        return properties;
    }

    private static String explain(Exception failure, boolean embedded, Dialect dialect, DataDirectory directory) {
        String where = embedded ? directory.path().toString() : "the database of jdbc.url in conf/io.aclk.cloud.cfg";
        if (failure instanceof SQLException sql && dialect.inUseElsewhere(sql)) {
            return "Cannot open " + where + ": another process has it open; stop that one, or start with another --dir";
        }
        if (failure instanceof IOException && embedded) {
            return "Cannot write to " + where + ": " + failure.getMessage()
                    + "; give this user the right to write there," + " or start with another --dir";
        }
        return "Cannot open " + where + ": " + firstLine(failure.getMessage());
    }

    private static String firstLine(String text) {
        return text == null ? "no reason given" : text.lines().findFirst().orElse("");
    }

    private void close() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
        if (database != null) {
            database.close();
            database = null;
        }
    }

    /** Withdraws the store and closes the database. */
    @Deactivate
    public void deactivate() {
        if (tracker != null) {
            tracker.close(); // queues the closing
        }
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The database did not close in {} s; its file is recovered at the next start", STOP_SECONDS);
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
