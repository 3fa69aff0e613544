package io.aclk.link.internal;

import io.aclk.api.link.LinkStatus;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the rest of the bundle sees of the session: its methods post events to the {@link LinkMachine} and return. Here are
 * the acts of the owner, too: the persistent switch and the lifting of a ban. Thread-safe.
 */
final class LinkLoop {

    private static final Logger LOG = LoggerFactory.getLogger(LinkLoop.class);

    private static final int MAX_WHO = 200;

    private final Platform platform;
    private final EventLoop loop;
    private final SwitchFile switchFile;
    private final Consumer<Boolean> switchedOn;
    private final LinkInputs inputs = new LinkInputs();
    private final LinkMachine machine;

    /**
     * A session that does nothing before {@link #start()}.
     *
     * @param online told on every change whether the link is online and the cloud knows it
     * @param active told again and again whether it is online or tries to be
     * @param switchedOn told on every change whether it is there and switched on
     */
    LinkLoop(
            Platform platform,
            Outbox outbox,
            Consumer<Boolean> online,
            Consumer<Boolean> active,
            Consumer<Boolean> switchedOn) {
        this.platform = platform;
        this.loop = platform.loop();
        this.switchedOn = switchedOn;
        this.switchFile = new SwitchFile(platform.data().resolve("link.switch"));
        this.machine = new LinkMachine(platform, inputs, outbox, online, active);
    }

    LinkStatus status() {
        return machine.status();
    }

    /** Reads what the last run left and begins. */
    void start() {
        loop.execute(() -> {
            inputs.switchedOff = switchFile.load();
            switchedOn.accept(inputs.switchedOff.isEmpty());
            machine.start();
        });
    }

    /** Reads what the last run left, so that the status tells it, and begins nothing, now or later. */
    void look() {
        loop.execute(() -> {
            inputs.switchedOff = switchFile.load();
            machine.stop();
            machine.start();
        });
    }

    /** Something that the link depends on changed. */
    void change(Consumer<LinkInputs> change) {
        loop.execute(() -> {
            change.accept(inputs);
            machine.reconcile();
        });
    }

    /** Throws the persistent switch; completes when that is done and, for off, the link is closed. */
    CompletionStage<Void> throwSwitch(boolean on, String who) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            Optional<IOException> failure = Optional.empty();
            Instant now = platform.clock().instant().truncatedTo(ChronoUnit.SECONDS);
            Optional<String> before = inputs.switchedOff;
            try {
                inputs.switchedOff = switchFile.store(on, who, now);
            } catch (IOException e) {
                failure = Optional.of(new IOException("the switch holds until the next start only: " + e, e));
                inputs.switchedOff = on ? Optional.empty() : Optional.of(who + " at " + now);
            }
            if (on || !inputs.switchedOff.equals(before)) {
                LOG.info("ACLK: the link was switched {} by {}", on ? "on" : "off", Texts.printable(who, MAX_WHO));
            }
            // the goodbye first: whoever hears of the switch does so on this thread, and may take its time
            machine.reconcile();
            switchedOn.accept(on);
            Runnable complete = completion(done, null, failure);
            if (on) {
                complete.run();
            } else {
                machine.whenClosed(complete);
            }
        });
        return done;
    }

    /** Forgets a ban and tries at once; completes with whether there was one. */
    CompletionStage<Boolean> liftBan(String who) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.execute(() -> {
            boolean banned = machine.ban().isPresent();
            Optional<IOException> failure = Optional.empty();
            if (banned) {
                LOG.info("ACLK: the ban was lifted by {}", Texts.printable(who, MAX_WHO));
                try {
                    machine.liftBan();
                } catch (IOException e) {
                    failure = Optional.of(new IOException("the ban is lifted until the next start only: " + e, e));
                }
            }
            completion(done, banned, failure).run();
        });
        return done;
    }

    private static <T> Runnable completion(CompletableFuture<T> done, T result, Optional<IOException> failure) {
        return failure.isEmpty() ? () -> done.complete(result) : () -> done.completeExceptionally(failure.get());
    }

    /** Says goodbye and ends; completes when nothing runs any more. */
    CompletionStage<Void> shutdown() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            // the goodbye first, as above
            machine.stop();
            switchedOn.accept(false);
            machine.whenClosed(() -> done.complete(null));
        });
        return done;
    }

    /** Closes whatever is still open, at once and without a goodbye. */
    void cut() {
        machine.cut();
    }
}
