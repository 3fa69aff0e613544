package io.aclk.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aclk.host.api.NodeDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

class StoppedHostTest {

    private static final UUID GUID = UUID.fromString("0d3cc0f2-8a67-11ee-b9d1-0242ac120002");

    @TempDir
    Path dir;

    @Test
    void isThereOnlyWhereACommandLooks() {
        TestContext running = new TestContext(dir, false);

        StoppedHost host = new StoppedHost(running.context);
        host.stop();

        assertEquals(List.of(), running.services);
    }

    @Test
    void hasTheIdentityOfTheMachineAndGivesWayToARealHost() throws Exception {
        Files.createDirectories(dir.resolve("data/registry"));
        Files.writeString(dir.resolve("data/registry/netdata.public.unique.id"), GUID.toString());
        TestContext stopped = new TestContext(dir, true);

        StoppedHost host = new StoppedHost(stopped.context);

        TestContext.Registered registered = stopped.services.get(0);
        NodeDirectory nodes = (NodeDirectory) registered.service();
        assertEquals(GUID, nodes.local().machineGuid());
        assertEquals("v1.2.3", nodes.local().info().version());
        assertEquals(Integer.MIN_VALUE, registered.properties().get(Constants.SERVICE_RANKING));
        host.stop();
        assertEquals(List.of(), stopped.services);
    }

    @Test
    void writesNothing() throws Exception {
        TestContext stopped = new TestContext(dir, true);
        new StoppedHost(stopped.context);
        NodeDirectory nodes = (NodeDirectory) stopped.services.get(0).service();

        assertThrows(UnsupportedOperationException.class, () -> nodes.changeMachineGuid(GUID));
        assertThrows(UnsupportedOperationException.class, () -> nodes.assign(GUID, GUID));
        assertThrows(UnsupportedOperationException.class, nodes::forgetNodeIds);
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(0, files.count());
        }
    }
}
