package io.aclk.cloud.store.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link AccessTest} on PostgreSQL. */
class AccessPostgreSqlTest extends AccessTest {

    @RegisterExtension
    static final PostgreSql SERVER = new PostgreSql();

    @Override
    TestDatabase database(Path place, StoreLimits limits) throws Exception {
        return SERVER.database(place, limits);
    }
}
