package io.aclk.api.network;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends blocking network calls from another thread: what is registered is closed by {@link #abort()}, which makes the
 * blocked call fail with {@link NetworkException.Reason#ABORTED}. Thread-safe; used once.
 */
public final class AbortSignal {

    private final List<Closeable> open = new ArrayList<>();
    private boolean aborted;

    /** Ends all calls that use this signal, now and later. Idempotent. */
    public void abort() {
        List<Closeable> toClose;
        synchronized (open) {
            aborted = true;
            toClose = List.copyOf(open);
            open.clear();
        }
        toClose.forEach(AbortSignal::closeQuietly);
    }

    /** Whether {@link #abort()} was called. */
    public boolean aborted() {
        synchronized (open) {
            return aborted;
        }
    }

    /**
     * Registers something to be closed by {@link #abort()}; closes it at once if that was called already.
     *
     * @throws NetworkException ({@code ABORTED}) if it was called already
     */
    public void register(Closeable resource) throws NetworkException {
        synchronized (open) {
            if (!aborted) {
                open.add(resource);
                return;
            }
        }
        closeQuietly(resource);
        throw new NetworkException(NetworkException.Reason.ABORTED, "aborted");
    }

    /** Forgets something registered, because it is closed or handed over. */
    public void release(Closeable resource) {
        synchronized (open) {
            open.remove(resource);
        }
    }

    private static void closeQuietly(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            // it is being thrown away: there is nothing to be saved
        }
    }
}
