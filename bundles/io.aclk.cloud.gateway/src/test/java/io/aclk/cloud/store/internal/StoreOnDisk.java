package io.aclk.cloud.store.internal;

import io.aclk.cloud.api.Store;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Properties;
import java.util.UUID;
import org.h2.util.OsgiDataSourceFactory;
import org.osgi.service.jdbc.DataSourceFactory;

/** The real store on a real file, for tests of the gateway; lies in this package because the store exports nothing. */
public final class StoreOnDisk implements AutoCloseable {

    private final Database database;
    private final Store store;

    public StoreOnDisk(Path directory, Clock clock) throws SQLException {
        this(directory, clock, StoreLimits.DEFAULT);
    }

    /** With room for so many nodes of an agent and so many contexts of a node. */
    public StoreOnDisk(Path directory, Clock clock, int nodes, int contexts) throws SQLException {
        this(directory, clock, new StoreLimits(nodes, contexts));
    }

    private StoreOnDisk(Path directory, Clock clock, StoreLimits limits) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty(DataSourceFactory.JDBC_URL, Dialect.embeddedUrl(directory));
        database =
                new Database(Dialect.H2, new OsgiDataSourceFactory(new org.h2.Driver()).createDataSource(properties));
        store = new SqlStore(database, clock, limits);
    }

    public Store store() {
        return store;
    }

    /** A token with a secret that a recording used. */
    public void addToken(String secret) {
        database.<Integer, RuntimeException>transaction(
                "add a token",
                connection -> Sql.update(
                        connection,
                        "INSERT INTO claim_token (id, name, secret_hash, created, revoked)"
                                + " VALUES ('golden', 'golden', ?, 0, FALSE)",
                        Secrets.tokenHash(secret)));
    }

    /** A room with an id that a recording used. */
    public void addRoom(UUID id, String name) {
        database.<Integer, RuntimeException>transaction(
                "add a room",
                connection -> Sql.update(
                        connection,
                        "INSERT INTO room (id, space_id, name, sort_order) VALUES (?, ?, ?, 1)",
                        id,
                        store.space().id(),
                        name));
    }

    @Override
    public void close() {
        database.close();
    }
}
