package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.Store;
import io.aclk.cloud.api.StoreException;
import java.lang.reflect.Proxy;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckpointsTest {

    private static final UUID NODE = UUID.fromString(Golden.MACHINE);

    private final FakeBus bus = new FakeBus();
    private boolean failing;

    @Test
    void aPostponedOneStaysDueWhileTheStoreFails() {
        try (Checkpoints checkpoints = new Checkpoints(store(), new AgentCommands(bus), new MovingClock())) {
            checkpoints.announce(Golden.CLAIM, NODE);
            checkpoints.differs(Golden.CLAIM, NODE);
            assertEquals(1, bus.published.size());
            failing = true;
            checkpoints.due(Golden.CLAIM, NODE);
            assertEquals(1, bus.published.size());
            failing = false;
            checkpoints.due(Golden.CLAIM, NODE);
            assertEquals(2, bus.published.size());
            checkpoints.due(Golden.CLAIM, NODE);
            assertEquals(2, bus.published.size(), "it is sent once");
        }
    }

    private Store store() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, args) -> {
                    assertTrue(method.getName().equals("contextsHash"), method.getName());
                    if (failing) {
                        throw new StoreException("no disk", null);
                    }
                    return 7L;
                });
    }
}
