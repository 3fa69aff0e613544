package io.aclk.cloud.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are kept, and what becomes of those that a server ended meanwhile. */
class ConnectionPoolTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger opened = new AtomicInteger();
    private Connection keeper;
    private ConnectionPool pool;

    @BeforeEach
    void open() throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:pool");
        keeper = source.getConnection();
        DataSource counting = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    opened.incrementAndGet();
                    return source.getConnection();
                });
        pool = new ConnectionPool(counting, nanos::get);
    }

    @AfterEach
    void close() throws Exception {
        pool.close();
        keeper.close();
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        Connection first = pool.take();
        pool.give(first, true);
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertSame(first, pool.take());
        assertEquals(1, opened.get());
    }

    @Test
    void oneThatWasEndedWhileIdleIsReplaced() throws Exception {
        Connection first = pool.take();
        Connection second = pool.take();
        pool.give(first, true);
        pool.give(second, true);
        first.close();
        second.close();
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        Connection third = pool.take();
        assertNotSame(first, third);
        assertNotSame(second, third);
        assertTrue(third.isValid(1));
    }

    @Test
    void inDoubtEachIsLookedAt() throws Exception {
        Connection first = pool.take();
        pool.give(first, true);
        first.close();
        pool.doubt();
        assertTrue(pool.take().isValid(1));
    }

    @Test
    void oneThatIsNotReusableIsClosed() throws Exception {
        Connection first = pool.take();
        pool.give(first, false);
        assertTrue(first.isClosed());
        Connection second = pool.take();
        assertFalse(second.isClosed());
        pool.close();
        pool.give(second, true);
        assertTrue(second.isClosed());
    }
}
