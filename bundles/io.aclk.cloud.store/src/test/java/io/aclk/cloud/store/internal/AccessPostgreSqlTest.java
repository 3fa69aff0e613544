package io.aclk.cloud.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link AccessTest} on PostgreSQL. */
class AccessPostgreSqlTest extends AccessTest {

    @RegisterExtension
    static final PostgreSql SERVER = new PostgreSql();

    @Override
    TestDatabase database(Path place, StoreLimits limits) throws Exception {
        return SERVER.database(place, limits);
    }

    @Test
    void connectionsThatTheServerEndedAreReplaced() throws Exception {
        Path place = directory.resolve("ended");
        try (TestDatabase db = database(place, StoreLimits.DEFAULT)) {
            CyclicBarrier together = new CyclicBarrier(ConnectionPool.SIZE);
            ExecutorService threads = Executors.newFixedThreadPool(ConnectionPool.SIZE);
            try {
                List<Future<Integer>> all = new ArrayList<>();
                for (int i = 0; i < ConnectionPool.SIZE; i++) {
                    all.add(threads.submit(() -> db.database.transaction("use a connection", connection -> {
                        try {
                            return together.await(20, TimeUnit.SECONDS);
                        } catch (Exception e) {
                            throw new SQLException(e);
                        }
                    })));
                }
                for (Future<Integer> one : all) {
                    one.get(20, TimeUnit.SECONDS);
                }
            } finally {
                threads.shutdownNow();
            }
            SERVER.endConnections(place);
            assertEquals(1, db.store.rooms().size());
            db.store.setPassword("admin", "correct horse");
            assertTrue(db.store.authenticate("admin", "correct horse"));
        }
    }
}
