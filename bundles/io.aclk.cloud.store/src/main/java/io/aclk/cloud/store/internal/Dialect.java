package io.aclk.cloud.store.internal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between databases. All statements of this bundle are standard SQL; only opening, forcing to disk and
 * the text of a failed start need to know the product.
 */
enum Dialect {
    /** Embedded: one file of this process. */
    H2("jdbc:h2:", "org.h2.Driver", "com.h2database:h2") {
        /** WRITE_DELAY=0 puts a commit in the file; this also forces the file to the disk. */
        @Override
        void force(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            }
        }

        @Override
        boolean inUseElsewhere(SQLException failure) {
            return failure.getErrorCode() == H2_DATABASE_ALREADY_OPEN;
        }
    },
    /** A server: a commit is on its disk. */
    POSTGRESQL("jdbc:postgresql:", "org.postgresql.Driver", "org.postgresql:postgresql");

    private static final int H2_DATABASE_ALREADY_OPEN = 90020;

    /** Unique key (a concurrent insert won), serialization failure, deadlock, lock wait: doing it again helps. */
    private static final Set<String> RETRYABLE = Set.of("23505", "40001", "40P01", "HYT00");

    private final String prefix;
    private final String driver;
    private final String bundle;

    Dialect(String prefix, String driver, String bundle) {
        this.prefix = prefix;
        this.driver = driver;
        this.bundle = bundle;
    }

    /** The dialect of a JDBC URL; empty for a database that nobody has tried. */
    static Optional<Dialect> of(String url) {
        return Arrays.stream(values()).filter(d -> url.startsWith(d.prefix)).findFirst();
    }

    /**
     * Address of the embedded database.
     *
     * <p>MODE=STRICT refuses what is H2's own SQL, so that PostgreSQL stays possible. Closing is ours, in order, so the
     * shutdown hook of the driver is off.
     */
    static String embeddedUrl(Path directory) {
        return H2.prefix + "file:" + directory.resolve("cloud")
                + ";MODE=STRICT;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1"
                + ";TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=10000";
    }

    /** Class name of the driver: the property {@code osgi.jdbc.driver.class} of its {@code DataSourceFactory}. */
    String driver() {
        return driver;
    }

    /** How its JDBC addresses begin. */
    String prefix() {
        return prefix;
    }

    /** Where its driver is, as {@code groupId:artifactId}. */
    String bundle() {
        return bundle;
    }

    /** Makes what is committed survive a loss of power. */
    void force(Connection connection) throws SQLException {}

    /** Whether opening failed because another process has the database open. */
    boolean inUseElsewhere(SQLException failure) {
        return false;
    }

    /** Whether the connection is gone: class 08 of SQL, and what PostgreSQL says when it is stopped or restarted. */
    static boolean lost(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P0"));
    }

    /** Whether a transaction that failed this way may succeed when it is run again. */
    static boolean retryable(SQLException failure) {
        return failure.getSQLState() != null && RETRYABLE.contains(failure.getSQLState());
    }
}
