package io.aclk.config.internal;

import io.aclk.config.internal.Merger.Value;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decides which {@link Route} is in force, so that a wrong one never costs a working connection:
 *
 * <ul>
 *   <li>while the link is online, a changed one is a <em>candidate</em> that the link tries beside its connection;
 *   <li>one that passed is in force <em>on trial</em>: unless the link comes online with it, the one before returns. Only
 *       a link that tries to come online can fail: the time begins anew when one that was switched off goes on;
 *   <li>one that does not work is <em>refused</em> until the doors say something else;
 *   <li>while the link is not online, or with another identity, a changed one is in force at once.
 * </ul>
 *
 * <p>Used by one thread.
 */
final class Trials {

    /** How long the verdict on a candidate is waited for, which is then in force all the same. */
    static final Duration VERDICT = Duration.ofSeconds(90);
    /** How long the link may take to come online with a route on trial. */
    static final Duration ONLINE = Duration.ofMinutes(2);

    static final String NOT_ONLINE = "the link did not come online with it within " + ONLINE.toMinutes() + " minutes";

    private final LongSupplier nanoTime;
    private Route inForce;
    private Optional<Route> candidate = Optional.empty();
    /** The last one that the link was online with, while the one in force is on trial. */
    private Optional<Route> proven = Optional.empty();

    private Optional<Refusal> refusal = Optional.empty();
    private long since;
    private boolean active;

    /** @param nanoTime monotonic clock */
    Trials(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * What does not work.
     *
     * @param route what the doors say
     * @param why one line
     */
    record Refusal(Route route, String why) {}

    /** Whether {@link #want} was told something yet. */
    boolean begun() {
        return inForce != null;
    }

    /**
     * Goes on where an earlier run ended, before the first {@link #want}.
     *
     * @param wanted what the doors say
     * @param kept what that run left behind about the very same wish
     * @param live what the link is online with, if it is
     */
    void resume(Route wanted, Optional<KeptRoute> kept, Optional<Route> live) {
        since = nanoTime.getAsLong();
        inForce = live.filter(wanted::sameIdentity).orElse(wanted);
        if (kept.isPresent() && kept.get().refused().isPresent()) {
            inForce = kept.get().route();
            refusal = Optional.of(new Refusal(wanted, kept.get().refused().get()));
        } else if (kept.isPresent() && live.isEmpty()) {
            proven = Optional.of(kept.get().route());
        }
    }

    /**
     * The doors say something, new or the same as before.
     *
     * @param wanted what they say
     * @param online whether the link is online now
     * @param enabled false: the link is about to go offline, or is, and nobody tries anything
     */
    void want(Route wanted, boolean online, boolean enabled) {
        if (inForce == null || !wanted.sameIdentity(inForce)) {
            settle(wanted);
        } else if (refusal.isPresent() && wanted.same(refusal.get().route())) {
            // nor does switching the link off and on make it work
            refusal = Optional.of(new Refusal(wanted, refusal.get().why()));
        } else if (wanted.same(inForce)) {
            // on trial or not: the sources may be others
            inForce = wanted;
            candidate = Optional.empty();
            refusal = Optional.empty();
        } else {
            change(wanted, online && enabled);
        }
    }

    private void change(Route wanted, boolean online) {
        refusal = Optional.empty();
        if (proven.isPresent() && wanted.same(proven.get())) {
            settle(wanted);
        } else if (online) {
            if (candidate.isEmpty() || !wanted.same(candidate.get())) {
                since = nanoTime.getAsLong();
            }
            candidate = Optional.of(wanted);
        } else if (candidate.isPresent() || proven.isPresent()) {
            tryFor(wanted);
        } else {
            settle(wanted);
        }
    }

    /** The link tried the candidate: why it does not work, or empty. */
    void judged(Optional<String> failure) {
        Route judged = candidate.orElseThrow();
        if (failure.isEmpty()) {
            tryFor(judged);
        } else {
            refusal = Optional.of(new Refusal(judged, failure.get()));
            candidate = Optional.empty();
            since = nanoTime.getAsLong();
        }
    }

    /** The link is online with what is in force. */
    void connected() {
        proven = Optional.empty();
    }

    /** The link tries to be online, or stopped trying for a reason that has nothing to do with what is in force. */
    void active(boolean tries) {
        if (tries && !active && candidate.isEmpty()) {
            since = nanoTime.getAsLong();
        }
        active = tries;
    }

    /** Does what is due by now; returns whether something changed. */
    boolean overdue() {
        if (candidate.isPresent()) {
            if (passed(VERDICT)) {
                tryFor(candidate.get());
                return true;
            }
        } else if (proven.isPresent() && active && passed(ONLINE)) {
            refusal = Optional.of(refusal.orElse(new Refusal(inForce, NOT_ONLINE)));
            inForce = proven.get();
            proven = Optional.empty();
            return true;
        }
        return false;
    }

    private boolean passed(Duration limit) {
        return nanoTime.getAsLong() - since >= limit.toNanos();
    }

    private void tryFor(Route route) {
        proven = proven.or(() -> Optional.of(inForce));
        inForce = route;
        candidate = Optional.empty();
        since = nanoTime.getAsLong();
    }

    private void settle(Route route) {
        inForce = route;
        candidate = Optional.empty();
        proven = Optional.empty();
        refusal = Optional.empty();
    }

    /**
     * What a mistake leaves in force of the value that was there before it: that value, unless it was refused. The refusal
     * then ends with the next {@link #want}, because nobody says that value any more.
     */
    Value lastGood(LinkKey key, Value before) {
        boolean refused = refusal.map(Refusal::route)
                .filter(route -> route.changed(inForce).contains(key))
                .filter(route -> route.values().get(key).equals(before))
                .isPresent();
        return refused ? inForce.values().get(key) : before;
    }

    /** What a restart must not forget. */
    Optional<KeptRoute> kept() {
        return candidate.isPresent() || refusal.isPresent() || proven.isPresent()
                ? Optional.of(new KeptRoute(proven.orElse(inForce), refusal.map(Refusal::why)))
                : Optional.empty();
    }

    Route inForce() {
        return inForce;
    }

    /** What the link shall try. */
    Optional<Route> candidate() {
        return candidate;
    }

    /** What returns if the one in force does not prove itself. */
    Optional<Route> proven() {
        return proven;
    }

    /** What stays out of force. */
    Optional<Refusal> refusal() {
        return refusal;
    }
}
