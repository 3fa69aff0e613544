package io.aclk.cloud.store.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link NodesTest} on PostgreSQL. */
class NodesPostgreSqlTest extends NodesTest {

    @RegisterExtension
    static final PostgreSql SERVER = new PostgreSql();

    @Override
    TestDatabase database(Path place, StoreLimits limits) throws Exception {
        return SERVER.database(place, limits);
    }
}
