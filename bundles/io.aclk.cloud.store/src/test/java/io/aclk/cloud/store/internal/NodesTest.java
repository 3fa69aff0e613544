package io.aclk.cloud.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.LimitReachedException;
import io.aclk.cloud.api.Store.Claim;
import io.aclk.cloud.api.Store.ContextRow;
import io.aclk.cloud.api.Store.NodeDetails;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesTest {

    private static final String CLAIM = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";
    private static final UUID MACHINE = UUID.fromString("9f0af6f3-c046-487f-8bdf-b85c402f769a");

    @TempDir
    Path directory;

    private TestDatabase db;
    private UUID node;

    /** The database of a directory; other products have it elsewhere. */
    TestDatabase database(Path place, StoreLimits limits) throws Exception {
        return new TestDatabase(place, limits);
    }

    @BeforeEach
    void open() throws Exception {
        db = database(directory, StoreLimits.DEFAULT);
        String token = db.store.createToken("test", Optional.empty());
        db.store.claim(new Claim(CLAIM, "pi", MACHINE, "key", token, List.of()));
        node = db.store.createNode(CLAIM, MACHINE, "pi", 0);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void aMachineHasOneNodeIdHoweverManyAskAtOnce() throws Exception {
        UUID machine = UUID.randomUUID();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<UUID>> ids = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                ids.add(threads.submit(() -> db.store.createNode(CLAIM, machine, "child", 1)));
            }
            Set<UUID> distinct = new HashSet<>();
            for (Future<UUID> id : ids) {
                distinct.add(id.get(20, TimeUnit.SECONDS));
            }
            assertEquals(1, distinct.size());
            assertEquals(distinct.iterator().next(), db.store.nodeOf(machine).orElseThrow());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aDescriptionIsStoredAndReplaced() {
        NodeDetails first = details("garage-pi", Map.of("_os", "linux", "rack", "7"));
        db.store.nodeInfo(node, first);
        assertEquals(Optional.of(first), db.store.node(node).orElseThrow().details());
        assertEquals("garage-pi", db.store.node(node).orElseThrow().hostname());
        NodeDetails second = details("attic-pi", Map.of("rack", "8"));
        db.store.nodeInfo(node, second);
        assertEquals(Optional.of(second), db.store.nodes().get(0).details());
    }

    @Test
    void whatIsTooLongOrCannotBeStoredIsCut() {
        db.store.nodeInfo(node, details("h".repeat(1000), Map.of("l".repeat(1000), "a\0b")));
        NodeDetails stored = db.store.node(node).orElseThrow().details().orElseThrow();
        assertEquals("h".repeat(255), stored.hostname());
        assertEquals(Map.of("l".repeat(255), "ab"), stored.labels());
    }

    @Test
    void collectorsAreReplacedAndAnUnknownNodeIsIgnored() {
        db.store.nodeCollectors(node, List.of("apps.plugin:cpu", "proc.plugin:/proc/stat", "apps.plugin:cpu"));
        db.store.nodeCollectors(node, List.of("proc.plugin:/proc/stat"));
        db.store.nodeCollectors(UUID.randomUUID(), List.of("x:y"));
        db.store.nodeInfo(UUID.randomUUID(), details("x", Map.of()));
        db.store.contextsSnapshot(UUID.randomUUID(), List.of(context("a", 1, 1, 1)));
        db.store.contextsUpdate(UUID.randomUUID(), List.of(context("a", 1, 1, 1)), List.of());
        assertEquals(1, db.store.nodes().size());
    }

    @Test
    void theVersionHashIsTheOneOfTheProtocol() {
        // the example of docs/protocol/streams.md section 1.3
        db.store.contextsSnapshot(
                node,
                List.of(
                        context("A", 1767225601L, 1767139200L, 0),
                        context("B", 1767225602L, 1767100000L, 1767200000L)));
        assertEquals(1767412003L, db.store.contextsHash(node));
    }

    @Test
    void theVersionHashWraps() {
        db.store.contextsSnapshot(
                node, List.of(context("A", -1, 2, 0), context("B", Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE)));
        assertEquals(-1 - 2 + Long.MAX_VALUE + Long.MAX_VALUE - Long.MIN_VALUE, db.store.contextsHash(node));
    }

    @Test
    void aNodeHasAsManyContextsAsItMayAndARefusedChangeLeavesTheOldOnes() throws Exception {
        db.close();
        db = database(directory, new StoreLimits(10, 3));
        db.store.contextsSnapshot(node, contexts(3));
        long hash = db.store.contextsHash(node);
        LimitReachedException e =
                assertThrows(LimitReachedException.class, () -> db.store.contextsSnapshot(node, contexts(4)));
        assertTrue(e.getMessage().contains("contexts.per.node"), e.getMessage());
        assertThrows(LimitReachedException.class, () -> db.store.contextsUpdate(node, contexts(4), List.of()));
        assertEquals(hash, db.store.contextsHash(node));
        db.store.contextsUpdate(node, contexts(4).subList(3, 4), List.of("context.0"));
        assertEquals(3, db.store.contexts(node).size(), "one goes, one comes");
    }

    private static List<ContextRow> contexts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> context("context." + i, 1, 2, 0))
                .toList();
    }

    @Test
    void noContextsHaveTheHashZero() {
        assertEquals(0, db.store.contextsHash(node));
        assertEquals(0, db.store.contextsHash(UUID.randomUUID()));
    }

    @Test
    void changesAddReplaceAndDelete() {
        db.store.contextsSnapshot(node, List.of(context("a", 1, 1, 1), context("b", 2, 2, 2), context("c", 3, 3, 3)));
        db.store.contextsUpdate(node, List.of(context("b", 5, 5, 5), context("d", 6, 6, 6)), List.of("a", "nothing"));
        assertEquals(
                List.of("b5", "c3", "d6"),
                db.store.contexts(node).stream().map(c -> c.id() + c.version()).toList());
        db.store.contextsSnapshot(node, List.of());
        assertEquals(List.of(), db.store.contexts(node));
    }

    @Test
    void fiveThousandContextsAreQuick() {
        List<ContextRow> rows = IntStream.range(0, 5_000)
                .mapToObj(i -> context("context." + i, 1_767_225_601L + i, 1_767_139_200L, 0))
                .toList();
        db.store.contextsSnapshot(node, rows.subList(0, 10)); // not what is measured: the first statements
        long start = System.nanoTime();
        db.store.contextsSnapshot(node, rows);
        db.store.contextsSnapshot(node, rows);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertEquals(5_000, db.store.contexts(node).size());
        assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, "two snapshots took " + took);
    }

    private static ContextRow context(String id, long version, long first, long last) {
        return new ContextRow(id, version, first, last, "Title of " + id, 100, "line", "things/s", "family");
    }

    private static NodeDetails details(String hostname, Map<String, String> labels) {
        return new NodeDetails(
                hostname,
                "linux",
                "Debian",
                "13",
                "Linux",
                "6.18",
                "x86_64",
                2,
                "2600000000",
                "2527650201",
                "274877906944",
                "v0.1.0",
                "UTC",
                "kvm",
                "docker",
                labels);
    }
}
