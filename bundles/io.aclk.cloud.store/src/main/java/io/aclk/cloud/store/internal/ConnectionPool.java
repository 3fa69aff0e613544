package io.aclk.cloud.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * At most {@value #SIZE} connections, kept open between uses. Thread-safe.
 *
 * <p>Of our own because little is needed: with the embedded database a connection is an object of this process and
 * costs microseconds, and a pool library would bring a thread and class loader references for nothing.
 */
final class ConnectionPool implements AutoCloseable {

    static final int SIZE = 8;
    private static final long WAIT_SECONDS = 10;

    private final DataSource source;
    private final Semaphore permits = new Semaphore(SIZE, true);
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    ConnectionPool(DataSource source) {
        this.source = source;
    }

    /** A connection without auto-commit, to be given back. */
    Connection take() throws SQLException {
        try {
            if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException("all " + SIZE + " connections are in use");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        }
        try {
            Connection connection = poll();
            if (connection == null) {
                connection = source.getConnection();
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    private synchronized Connection poll() throws SQLException {
        if (closed) {
            throw new SQLTransientConnectionException("the store is closed");
        }
        return idle.poll();
    }

    /**
     * Gives a connection back.
     *
     * @param reusable false after a failure: it may be broken, so it is closed
     */
    void give(Connection connection, boolean reusable) {
        boolean kept = false;
        synchronized (this) {
            if (reusable && !closed) {
                idle.push(connection);
                kept = true;
            }
        }
        if (!kept) {
            close(connection);
        }
        permits.release();
    }

    /** Closes the idle connections now and the others when they are given back. */
    @Override
    public void close() {
        Deque<Connection> open;
        synchronized (this) {
            closed = true;
            open = new ArrayDeque<>(idle);
            idle.clear();
        }
        open.forEach(ConnectionPool::close);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // it is being thrown away: nothing that could be done about it
        }
    }
}
