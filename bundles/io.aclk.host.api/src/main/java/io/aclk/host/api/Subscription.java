package io.aclk.host.api;

import org.osgi.annotation.versioning.ProviderType;

/** Ends something that was registered. Idempotent, never blocks, never throws. */
@ProviderType
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
