package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import io.aclk.config.shared.WatchedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When an unclaimed agent tries the sources of a claim ({@code protocol/claiming.md} section 1.1): at the start, when an
 * input changed, and, where a failure may be temporary, again after a time that grows from 30 seconds to 5 minutes or is
 * as long as the server asks for. A server's verdict is never asked for twice with the same inputs, and its wait is kept,
 * also if an attempt is interrupted in between. Used by one thread, but for {@link #interrupt}.
 */
final class AutomaticClaims {

    private static final Logger LOG = LoggerFactory.getLogger(AutomaticClaims.class);

    static final Duration FIRST_RETRY = Duration.ofSeconds(30);
    static final Duration LAST_RETRY = Duration.ofMinutes(5);

    private final List<ClaimSource> sources;
    private final BiPredicate<String, ClaimRequest> refused;
    private final BooleanSupplier hindered;
    private final LongSupplier nanoTime;
    private final WatchedFiles watched;

    /** By the name of the source, for the inputs of now. */
    private final Map<String, Answer> answers = new HashMap<>();

    private boolean wanted = true;
    /** The last attempt was ended before all sources were tried. */
    private boolean interrupted;

    private Duration retryAfter = FIRST_RETRY;
    private Optional<Long> retryAt = Optional.empty();
    private volatile AbortSignal running = new AbortSignal();

    /**
     * @param sources highest first
     * @param others other files whose change makes another attempt worthwhile
     * @param refused claims that are not to be made by themselves, by the name of the source
     * @param hindered whether no claim is to be made by itself now; any thread may change that, and then calls {@link
     *     #interrupt}
     * @param nanoTime monotonic clock
     */
    AutomaticClaims(
            List<ClaimSource> sources,
            Supplier<List<Path>> others,
            BiPredicate<String, ClaimRequest> refused,
            BooleanSupplier hindered,
            LongSupplier nanoTime) {
        this.sources = List.copyOf(sources);
        this.refused = refused;
        this.hindered = hindered;
        this.nanoTime = nanoTime;
        watched = new WatchedFiles(() -> Stream.concat(
                        this.sources.stream().flatMap(source -> source.files().stream()), others.get().stream())
                .toList());
    }

    /**
     * What a server answered that did not accept the claim.
     *
     * @param retry whether it may answer otherwise later
     * @param notBefore when it may be asked again, on the monotonic clock
     */
    private record Answer(ClaimRequest request, boolean retry, long notBefore) {}

    /** Makes a claim. */
    @FunctionalInterface
    interface Claimer {
        ClaimRun.Ended claim(ClaimRequest request, AbortSignal abort) throws NetworkException, InterruptedException;
    }

    /** Something else than a file changed, so that another attempt is worthwhile. */
    void inputsChanged() {
        wanted = true;
    }

    /** Whether it is time to try. */
    boolean due() {
        if (hindered.getAsBoolean()) {
            return false;
        }
        // asked in any case: it compares with the last time
        boolean changed = watched.changed();
        if (changed || wanted || interrupted) {
            return true;
        }
        return retryAt.isPresent() && nanoTime.getAsLong() - retryAt.get() >= 0;
    }

    /**
     * A claim that lies ready.
     *
     * @param source name of its source
     */
    record Ready(String source, ClaimRequest request) {}

    /** The claims that lie ready; a source that cannot be read has none. */
    List<Ready> ready() {
        List<Ready> ready = new ArrayList<>();
        for (ClaimSource source : sources) {
            try {
                source.read().ifPresent(request -> ready.add(new Ready(source.name(), request)));
            } catch (IOException e) {
                LOG.debug("ACLK: {} is passed over", source.name(), e);
            }
        }
        return ready;
    }

    /** Ends an attempt that is being made, if claims are hindered now. Any thread. */
    void interrupt() {
        if (hindered.getAsBoolean()) {
            running.abort();
        }
    }

    /**
     * Tries the sources in turn until one succeeds; with the same inputs as before only those that may be asked again.
     *
     * @param failures is told of sources that cannot be read
     * @return whether anything was tried or failed
     * @throws NetworkException only {@code ABORTED}, by {@link #interrupt}: another attempt is due once nothing hinders it
     * @throws InterruptedException the bundle is being stopped
     */
    boolean attempt(Claimer claimer, Consumer<String> failures) throws NetworkException, InterruptedException {
        running = new AbortSignal();
        // whoever began to hinder a moment ago ended the attempt before this one
        interrupt();
        try {
            return trySources(claimer, failures);
        } catch (NetworkException e) {
            interrupted = true;
            throw e;
        }
    }

    private void begin() {
        if (watched.markRead() || wanted) {
            answers.clear();
            retryAfter = FIRST_RETRY;
        }
        wanted = false;
        interrupted = false;
        retryAt = Optional.empty();
    }

    private boolean trySources(Claimer claimer, Consumer<String> failures)
            throws NetworkException, InterruptedException {
        begin();
        boolean anything = false;
        Optional<Duration> retry = Optional.empty();
        Optional<Long> waiting = Optional.empty();
        for (ClaimSource source : sources) {
            Optional<ClaimRequest> request = Optional.empty();
            try {
                request = source.read().filter(found -> !refused.test(source.name(), found));
            } catch (IOException e) {
                anything = true;
                failures.accept(source.name() + ": " + e.getMessage());
            }
            if (request.isPresent()) {
                anything = true;
                Optional<Answer> before = answer(source, request.get());
                if (before.isPresent()) {
                    if (before.get().retry()) {
                        waiting = Optional.of(later(before.get().notBefore(), waiting));
                    }
                    continue;
                }
                ClaimRun.Ended ended = claim(claimer, source, request.get());
                if (ended.result().claimed()) {
                    return true;
                }
                if (ended.retry()) {
                    retry = Optional.of(longer(retry.orElse(retryAfter), ended.retryAfter()));
                }
            }
        }
        if (retry.isPresent()) {
            waiting = Optional.of(later(nanoTime.getAsLong() + retry.get().toNanos(), waiting));
            Duration next = retryAfter.multipliedBy(2);
            retryAfter = next.compareTo(LAST_RETRY) < 0 ? next : LAST_RETRY;
        }
        retryAt = waiting;
        return anything;
    }

    /** What keeps a source from being asked: the verdict of a server, or the wait that it wants. */
    private Optional<Answer> answer(ClaimSource source, ClaimRequest request) {
        return Optional.ofNullable(answers.get(source.name()))
                .filter(answer -> answer.request().equals(request))
                .filter(answer -> !answer.retry() || nanoTime.getAsLong() - answer.notBefore() < 0);
    }

    private ClaimRun.Ended claim(Claimer claimer, ClaimSource source, ClaimRequest request)
            throws NetworkException, InterruptedException {
        try {
            ClaimRun.Ended ended = claimer.claim(request, running);
            if (!ended.result().claimed() && ended.result().attempts() > 0) {
                remember(source, request, ended.retry(), ended.retryAfter().orElse(Duration.ZERO));
            }
            return ended;
        } catch (AbortedPause e) {
            remember(source, request, true, e.wanted());
            throw e;
        }
    }

    private void remember(ClaimSource source, ClaimRequest request, boolean retry, Duration wait) {
        answers.put(source.name(), new Answer(request, retry, nanoTime.getAsLong() + wait.toNanos()));
    }

    private static long later(long one, Optional<Long> other) {
        return other.filter(time -> time - one > 0).orElse(one);
    }

    private static Duration longer(Duration one, Optional<Duration> other) {
        return other.filter(time -> time.compareTo(one) > 0).orElse(one);
    }
}
