package io.aclk.transport.internal;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test after which a thread of the link or of Paho is left. */
final class ThreadGuard implements AfterEachCallback {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (Thread thread : ours()) {
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        List<Thread> left = ours();
        if (!left.isEmpty()) {
            StringBuilder text = new StringBuilder("threads left:");
            left.forEach(thread -> {
                text.append('\n').append(thread.getName());
                List.of(thread.getStackTrace())
                        .forEach(frame -> text.append("\n    ").append(frame));
            });
            Assertions.fail(text.toString());
        }
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().startsWith("aclk-") || thread.getName().startsWith("MQTT "))
                .toList();
    }
}
