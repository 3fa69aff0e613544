package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

class LimitedCallsTest {

    private final Bundle bundle = (Bundle) Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Bundle.class},
            (proxy, method, args) -> switch (method.getName()) {
                case "hashCode" -> 1;
                case "equals" -> proxy == args[0];
                default -> throw new UnsupportedOperationException(method.getName());
            });

    @Test
    void aCallThatEndsInTimeIsMadeWithItsResult() throws Exception {
        AtomicReference<String> thread = new AtomicReference<>();
        calls(20_000)
                .run(bundle, "start", () -> thread.set(Thread.currentThread().getName()));
        assertTrue(thread.get().startsWith("control-"), thread.get());

        BundleException failure = new BundleException("no");
        assertSame(
                failure, assertThrows(BundleException.class, () -> calls(20_000).run(bundle, "start", () -> {
                    throw failure;
                })));
        IllegalStateException unchecked = new IllegalStateException("broken");
        assertSame(
                unchecked,
                assertThrows(BundleException.class, () -> calls(20_000).run(bundle, "start", () -> {
                            throw unchecked;
                        }))
                        .getCause());
    }

    @Test
    void aCallThatHangsIsInterrupted() {
        CountDownLatch never = new CountDownLatch(1);

        BundleException failure =
                assertThrows(BundleException.class, () -> calls(1000).run(bundle, "start", () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new BundleException("interrupted", e);
                    }
                }));

        assertEquals("it did not start within 1 s", failure.getMessage());
    }

    @Test
    void aBundleThatCannotBeInterruptedIsLeftAloneUntilItIsDone() throws Exception {
        LimitedCalls calls = calls(1000);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Thread> hanging = new AtomicReference<>();

        BundleException failure = assertThrows(
                BundleException.class,
                () -> calls.run(bundle, "stop", () -> {
                    hanging.set(Thread.currentThread());
                    while (release.getCount() > 0) {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            // what such a bundle does
                        }
                    }
                }));
        assertEquals("it did not stop within 1 s and cannot be interrupted; restart the agent", failure.getMessage());
        assertEquals(
                "it still hangs; restart the agent",
                assertThrows(BundleException.class, () -> calls.run(bundle, "stop", () -> {}))
                        .getMessage());

        release.countDown();
        hanging.get().join(20_000);
        calls.run(bundle, "stop", () -> {});
    }

    private static LimitedCalls calls(int millis) {
        return new LimitedCalls(new ControlThreads(), Duration.ofMillis(millis));
    }
}
