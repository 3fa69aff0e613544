package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it is told. */
final class RecordingListener implements TransportListener {

    record Received(String topic, byte[] payload) {}

    record End(DisconnectCause cause, String detail) {}

    private final BlockingQueue<Received> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final AtomicInteger ends = new AtomicInteger();

    @Override
    public void message(String topic, byte[] payload) {
        messages.add(new Received(topic, payload));
    }

    @Override
    public void disconnected(DisconnectCause cause, String detail) {
        ends.incrementAndGet();
        end.complete(new End(cause, detail));
    }

    Received nextMessage() throws Exception {
        Received message = messages.poll(10, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message in 10 s; ended: " + end.getNow(null));
        }
        return message;
    }

    End awaitEnd() throws Exception {
        return awaitEnd(10);
    }

    End awaitEnd(long seconds) throws Exception {
        return end.get(seconds, TimeUnit.SECONDS);
    }

    boolean ended() {
        return end.isDone();
    }

    int ends() {
        return ends.get();
    }
}
