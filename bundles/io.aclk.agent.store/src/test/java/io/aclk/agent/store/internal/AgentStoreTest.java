package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.MetricSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** The threads of the bundle, with the real clock. */
class AgentStoreTest {

    @TempDir
    Path directory;

    private final List<String> refused = new ArrayList<>();

    @AfterEach
    void noThreadIsLeft() {
        List<String> left = Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("agent-"))
                .toList();
        assertEquals(List.of(), left);
    }

    @Test
    void collectsStoresAndEnds() throws Exception {
        AgentStore store = open();
        Collectors collectors = new Collectors(store);
        CountDownLatch collected = new CountDownLatch(3);
        MetricSource source = sink -> {
            sink.record(Samples.chart("c", 1), 1);
            if (store.engine().loaded()) {
                collected.countDown();
            }
        };
        collectors.addSource(source, Map.of());

        assertTrue(collected.await(20, TimeUnit.SECONDS));
        assertTimeout(Duration.ofSeconds(5), () -> {
            collectors.deactivate();
            collectors.removeSource(source);
            store.deactivate();
            store.deactivate();
        });

        Engine again = new Engine(directory.resolve("data/store"), () -> 0);
        again.open();
        assertEquals("c", again.charts().get(0).spec().id());
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("data/store"))));
        assertEquals(List.of(), refused);
    }

    @Test
    void aSourceThatHangsDelaysNobodyElse() throws Exception {
        AgentStore store = open();
        Collectors collectors = new Collectors(store);
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(3);
        MetricSource hangs = sink -> {
            hanging.countDown();
            new CountDownLatch(1).await();
        };
        collectors.addSource(hangs, Map.of());
        assertTrue(hanging.await(20, TimeUnit.SECONDS));
        collectors.addSource(sink -> other.countDown(), Map.of(MetricSource.UPDATE_EVERY, 1));

        assertTrue(other.await(20, TimeUnit.SECONDS));
        assertTimeout(Duration.ofSeconds(5), () -> {
            collectors.removeSource(hangs);
            collectors.deactivate();
            store.deactivate();
        });
    }

    @Test
    void runsWhatWantsToLookForChanges() throws Exception {
        AgentStore store = open();
        CountDownLatch ticks = new CountDownLatch(2);
        store.everySecond(() -> {
            ticks.countDown();
            throw new IllegalStateException("hinders nobody");
        });

        assertTrue(ticks.await(20, TimeUnit.SECONDS));
        store.deactivate();
    }

    @Test
    void aDirectoryThatCannotBeWrittenRefusesTheStart() throws IOException {
        Files.writeString(directory.resolve("data"), "a file where the directory should be");

        assertThrows(IllegalStateException.class, this::open);

        assertEquals(1, refused.size());
        assertTrue(refused.get(0).contains(directory.resolve("data").toString()));
        assertTrue(refused.get(0).contains("--dir"));
        assertFalse(refused.get(0).contains("\n"));
    }

    private AgentStore open() {
        BundleContext context = mock(BundleContext.class);
        when(context.getProperty(InstanceDirectory.PROPERTY)).thenReturn(directory.toString());
        return new AgentStore(context, refused::add);
    }
}
