package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StripedExecutorTest {

    @Test
    void theTasksOfAKeyRunInOrder() throws Exception {
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        CountDownLatch done = new CountDownLatch(10_000);
        try (StripedExecutor executor = new StripedExecutor("cloud-test", 4, 10_000)) {
            for (int i = 0; i < 1_000; i++) {
                for (int key = 0; key < 10; key++) {
                    int number = i;
                    String name = "agent " + key;
                    assertTrue(executor.offer(name, 0, () -> {
                        seen.computeIfAbsent(name, k -> new ArrayList<>()).add(number);
                        done.countDown();
                    }));
                }
            }
            assertTrue(done.await(20, TimeUnit.SECONDS));
        }
        seen.values()
                .forEach(numbers ->
                        assertEquals(IntStream.range(0, 1_000).boxed().toList(), numbers));
        assertEquals(10, seen.size());
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        StripedExecutor executor = new StripedExecutor("cloud-test", 1, 2);
        try {
            assertTrue(executor.offer("a", 10, () -> {
                started.countDown();
                try {
                    release.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            assertTrue(started.await(20, TimeUnit.SECONDS));
            assertTrue(executor.offer("a", 10, () -> {}));
            assertTrue(executor.offer("b", 10, () -> {}));
            assertEquals(2, executor.waiting("a"));
            assertEquals(30, executor.bytes("a"), "the one that runs holds its bytes, too");
            assertFalse(executor.offer("a", 10, () -> {}));
            assertEquals(30, executor.bytes("a"));
        } finally {
            release.countDown();
            executor.close();
        }
        assertFalse(executor.offer("a", 10, () -> {}), "closed");
    }
}
