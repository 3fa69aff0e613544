package io.aclk.host.api;

/** Ends something that was registered. Idempotent, never blocks, never throws. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
