package io.aclk.cloud.store.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link AgentsTest} on PostgreSQL. */
class AgentsPostgreSqlTest extends AgentsTest {

    @RegisterExtension
    static final PostgreSql SERVER = new PostgreSql();

    @Override
    TestDatabase database(Path place, StoreLimits limits) throws Exception {
        return SERVER.database(place, limits);
    }
}
