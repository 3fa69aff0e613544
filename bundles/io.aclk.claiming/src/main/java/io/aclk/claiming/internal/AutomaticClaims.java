package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.network.NetworkException;
import io.aclk.config.shared.WatchedFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * When an unclaimed agent tries the sources of a claim ({@code protocol/claiming.md} section 1.1): at the start, when an
 * input changed, and, where a failure may be temporary, again after a time that grows from 30 seconds to 5 minutes. A
 * server's verdict is never asked for twice with the same inputs. Used by one thread.
 */
final class AutomaticClaims {

    static final Duration FIRST_RETRY = Duration.ofSeconds(30);
    static final Duration LAST_RETRY = Duration.ofMinutes(5);

    private final List<ClaimSource> sources;
    private final LongSupplier nanoTime;
    private final WatchedFiles watched;

    private boolean wanted = true;
    private Duration retryAfter = FIRST_RETRY;
    private Optional<Long> retryAt = Optional.empty();

    /**
     * @param sources highest first
     * @param nanoTime monotonic clock
     */
    AutomaticClaims(List<ClaimSource> sources, LongSupplier nanoTime) {
        this.sources = List.copyOf(sources);
        this.nanoTime = nanoTime;
        watched = new WatchedFiles(() ->
                sources.stream().flatMap(source -> source.files().stream()).toList());
    }

    /** Makes a claim. */
    @FunctionalInterface
    interface Claimer {
        ClaimRun.Ended claim(ClaimRequest request) throws NetworkException, InterruptedException;
    }

    /** Something else than a file changed, so that another attempt is worthwhile. */
    void inputsChanged() {
        wanted = true;
    }

    /** Whether it is time to try. */
    boolean due() {
        boolean changed = watched.changed();
        if (changed || wanted) {
            retryAfter = FIRST_RETRY;
            return true;
        }
        return retryAt.isPresent() && nanoTime.getAsLong() - retryAt.get() >= 0;
    }

    /**
     * Tries the sources in turn until one succeeds.
     *
     * @param failures is told of sources that cannot be read
     */
    void attempt(Claimer claimer, Consumer<String> failures) throws NetworkException, InterruptedException {
        watched.markRead();
        wanted = false;
        retryAt = Optional.empty();
        boolean retry = false;
        for (ClaimSource source : sources) {
            Optional<ClaimRequest> request = Optional.empty();
            try {
                request = source.read();
            } catch (IOException e) {
                failures.accept(source.name() + ": " + e.getMessage());
            }
            if (request.isPresent()) {
                ClaimRun.Ended ended = claimer.claim(request.get());
                if (ended.result().claimed()) {
                    return;
                }
                retry |= ended.retry();
            }
        }
        if (retry) {
            retryAt = Optional.of(nanoTime.getAsLong() + retryAfter.toNanos());
            Duration next = retryAfter.multipliedBy(2);
            retryAfter = next.compareTo(LAST_RETRY) < 0 ? next : LAST_RETRY;
        }
    }
}
