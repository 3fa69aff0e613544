package io.aclk.cloud.store.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
    /** A connection that was used this short a time ago is taken to be open still. */
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int VALIDATION_SECONDS = 3;

    private final DataSource source;
    private final Semaphore permits = new Semaphore(SIZE, true);
    private final LongSupplier nanos;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    /** A connection that nobody uses. */
    private record Idle(Connection connection, long sinceNanos) {}

    ConnectionPool(DataSource source) {
        this(source, System::nanoTime);
    }

    ConnectionPool(DataSource source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
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
            Connection connection = usable();
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

    /** One that is open still, {@code null} if there is none. A server, or a firewall, may have ended it meanwhile. */
    private Connection usable() throws SQLException {
        for (Idle next = poll(); next != null; next = poll()) {
            if (nanos.getAsLong() - next.sinceNanos() < TRUSTED_NANOS
                    || next.connection().isValid(VALIDATION_SECONDS)) {
                return next.connection();
            }
            close(next.connection());
        }
        return null;
    }

    private synchronized Idle poll() throws SQLException {
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
                idle.push(new Idle(connection, nanos.getAsLong()));
                kept = true;
            }
        }
        if (!kept) {
            close(connection);
        }
        permits.release();
    }

    /** One was lost, so perhaps all are: none is taken unlooked at. */
    synchronized void doubt() {
        Deque<Idle> doubtful = new ArrayDeque<>();
        idle.forEach(one -> doubtful.add(new Idle(one.connection(), one.sinceNanos() - TRUSTED_NANOS)));
        idle.clear();
        idle.addAll(doubtful);
    }

    /** Closes the idle connections now and the others when they are given back. */
    @Override
    public void close() {
        Deque<Idle> open;
        synchronized (this) {
            closed = true;
            open = new ArrayDeque<>(idle);
            idle.clear();
        }
        open.forEach(unused -> close(unused.connection()));
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // it is being thrown away: nothing that could be done about it
        }
    }
}
