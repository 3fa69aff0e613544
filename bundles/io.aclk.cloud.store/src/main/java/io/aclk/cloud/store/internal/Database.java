package io.aclk.cloud.store.internal;

import io.aclk.cloud.api.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Runs transactions. Thread-safe. */
final class Database implements AutoCloseable {

    private static final int ATTEMPTS = 5;

    private final Dialect dialect;
    private final ConnectionPool pool;

    /** Opens the database and brings its schema up to date. */
    Database(Dialect dialect, DataSource source) throws SQLException {
        this.dialect = dialect;
        pool = new ConnectionPool(source);
        try {
            Connection connection = pool.take();
            boolean done = false;
            try {
                Migrations.apply(connection);
                connection.commit();
                dialect.force(connection);
                done = true;
            } finally {
                pool.give(connection, done);
            }
        } catch (SQLException | RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * The statements of one transaction.
     *
     * @param <T> its result
     * @param <E> what it may throw to end the transaction without a change
     */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        /** Runs them; may be called again when the database asks for it, so it must have no other effect. */
        T run(Connection connection) throws SQLException, E;
    }

    /** Commits and returns: the change survives the end of this process. */
    <T, E extends Exception> T transaction(String what, Work<T, E> work) throws E {
        return run(what, false, work);
    }

    /** As {@link #transaction}, and the change survives a loss of power too: for what cannot be learnt again. */
    <T, E extends Exception> T durable(String what, Work<T, E> work) throws E {
        return run(what, true, work);
    }

    private <T, E extends Exception> T run(String what, boolean force, Work<T, E> work) throws E {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(force, work);
            } catch (SQLException e) {
                boolean again = e instanceof SQLRecoverableException || Dialect.retryable(e);
                if (attempt == ATTEMPTS || !again) {
                    throw new StoreException("Cannot " + what, e);
                }
            }
        }
    }

    private <T, E extends Exception> T once(boolean force, Work<T, E> work) throws SQLException, E {
        Connection connection = pool.take();
        boolean done = false;
        try {
            T result = beforeCommit(connection, work);
            connection.commit();
            if (force) {
                dialect.force(connection);
            }
            done = true;
            return result;
        } finally {
            if (!done) {
                done = rolledBack(connection);
            }
            pool.give(connection, done);
        }
    }

    /** A connection that is lost here has committed nothing, so the work can be done again on another one. */
    private <T, E extends Exception> T beforeCommit(Connection connection, Work<T, E> work) throws SQLException, E {
        try {
            return work.run(connection);
        } catch (SQLException e) {
            if (Dialect.lost(e)) {
                pool.doubt();
                throw new SQLRecoverableException(e.getMessage(), e.getSQLState(), e);
            }
            throw e;
        }
    }

    private static boolean rolledBack(Connection connection) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException e) {
            return false; // the connection is closed, which rolls back too; the first failure is the one to report
        }
    }

    /** Closes all connections; an embedded database is shut down in order. */
    @Override
    public void close() {
        if (dialect == Dialect.H2) {
            try {
                Connection connection = pool.take();
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SHUTDOWN");
                } finally {
                    pool.give(connection, false);
                }
            } catch (SQLException e) {
                // everything committed is in the file already: the next start recovers it
            }
        }
        pool.close();
    }
}
