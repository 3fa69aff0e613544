package io.aclk.claiming.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for the link to come and go. Used by one thread. */
final class OnlineWatch {

    /** For a goodbye. */
    private static final Duration OFFLINE_LIMIT = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Optional<Long>> connection;
    private final Supplier<Duration> onlineLimit;
    private final Pauses pauses;

    /**
     * @param connection a number of the connection that the link has now, empty while it is not online
     * @param onlineLimit how long it may take to come online with another identity
     */
    OnlineWatch(Supplier<Optional<Long>> connection, Supplier<Duration> onlineLimit, Pauses pauses) {
        this.connection = connection;
        this.onlineLimit = onlineLimit;
        this.pauses = pauses;
    }

    /** The connection now. */
    Optional<Long> connection() {
        return connection.get();
    }

    /** Waits a little for the end of the connection. */
    void awaitOffline() throws InterruptedException {
        await(OFFLINE_LIMIT, () -> connection().isEmpty());
    }

    /** How long it may take to come online, as it is set now. */
    Duration onlineLimit() {
        return onlineLimit.get();
    }

    /** Waits for another connection than that of before; says whether it came in time. */
    boolean awaitOnline(Optional<Long> before, Duration limit) throws InterruptedException {
        return await(limit, () -> {
            Optional<Long> now = connection();
            return now.isPresent() && !now.equals(before);
        });
    }

    private boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        for (long polls = limit.dividedBy(POLL); polls > 0 && !condition.getAsBoolean(); polls--) {
            pauses.pause(POLL);
        }
        return condition.getAsBoolean();
    }
}
