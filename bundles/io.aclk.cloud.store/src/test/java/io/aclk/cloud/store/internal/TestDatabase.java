package io.aclk.cloud.store.internal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Properties;
import org.h2.util.OsgiDataSourceFactory;
import org.osgi.service.jdbc.DataSourceFactory;

/** A real database, opened through the very factory that the bundle of its driver registers, and a clock that tests move. */
final class TestDatabase implements AutoCloseable {

    final MovingClock clock = new MovingClock();
    final SqlStore store;
    final Database database;

    /** An H2 file. */
    TestDatabase(Path directory) throws SQLException {
        this(directory, StoreLimits.DEFAULT);
    }

    /** An H2 file. */
    TestDatabase(Path directory, StoreLimits limits) throws SQLException {
        this(Dialect.H2, new OsgiDataSourceFactory(new org.h2.Driver()), Dialect.embeddedUrl(directory), limits);
    }

    TestDatabase(Dialect dialect, DataSourceFactory driver, String url, StoreLimits limits) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty(DataSourceFactory.JDBC_URL, url);
        database = new Database(dialect, driver.createDataSource(properties));
        store = new SqlStore(database, clock, limits);
    }

    @Override
    public void close() {
        database.close();
    }

    static final class MovingClock extends Clock {
        private Instant now = Instant.parse("2026-11-22T12:00:00Z");

        void advance(Duration step) {
            now = now.plus(step);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
