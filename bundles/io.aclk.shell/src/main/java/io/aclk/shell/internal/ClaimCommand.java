package io.aclk.shell.internal;

import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.Claiming;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.host.api.InstanceDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code claim}: claims this agent with given values, with a new key or with an adopted identity, then waits a little for the link, as the reload of {@code
 * docs/protocol/claiming.md} section 5 does. While the instance starts it also waits for claiming, which comes only
 * after the first effective configuration was written.
 */
@Component(
        service = Function.class,
        property = {
            Command.NAME + "=claim",
            Command.HELP
                    + "=claims this agent: --token T [--rooms A,B] [--url U] [--proxy P] [--ca FILE] [--pin P] [--insecure]"
                    + " | --rotate-key | --adopt DIR | --lift-ban"
        })
public final class ClaimCommand extends Command {

    /** Five attempts of 10 s each and the pauses between them; as long for the proof of an adopted identity. */
    private static final Duration CLAIM_LIMIT = Duration.ofSeconds(70);

    /** From the start of this command until what it needs must be there. */
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private static final String CLAIMED = "Netdata Agent is claimed to Netdata Cloud";

    private static final Duration ONLINE_LIMIT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 50;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Claiming claiming;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Link link;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile EffectiveConfig config;

    private final Path dir;
    private final long startEnd;
    private final Duration onlineLimit;

    /**
     * Called by SCR, which sets the references.
     *
     * @param context tells where the instance is
     */
    @Activate
    public ClaimCommand(BundleContext context) {
        this(InstanceDirectory.of(context).root(), START_LIMIT, ONLINE_LIMIT);
    }

    /**
     * For tests: without services.
     *
     * @param dir instance directory
     * @param startLimit how long from now a service may be on its way
     * @param onlineLimit how long a claimed agent may take to be online
     */
    ClaimCommand(Path dir, Duration startLimit, Duration onlineLimit) {
        this.dir = dir;
        startEnd = System.nanoTime() + startLimit.toNanos();
        this.onlineLimit = onlineLimit;
    }

    @Override
    Outcome run(List<String> args, String user) {
        ClaimOptions options;
        try {
            options = ClaimOptions.parse(args);
        } catch (IllegalArgumentException e) {
            return Outcome.usage(e.getMessage() + "\n" + ClaimOptions.USAGE);
        }
        try {
            return switch (options.act()) {
                case CLAIM -> changed(service -> service.claim(options.request()), CLAIMED);
                case ROTATE_KEY -> changed(Claiming::rotateKey, CLAIMED + " with a new key");
                case ADOPT ->
                    changed(
                            service -> service.adopt(options.adopted(), user),
                            CLAIMED + " with the identity of " + options.adopted());
                case LIFT_BAN -> liftBan(user);
            };
        } catch (ExecutionException e) {
            return Outcome.failed("the claim failed: " + e.getCause().getMessage());
        } catch (TimeoutException e) {
            return Outcome.failed("this did not end within " + CLAIM_LIMIT.toSeconds()
                    + " s, perhaps because somebody else claims too; it goes on, and " + command("status")
                    + " tells its end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed("the instance stops");
        }
    }

    /** Lets claiming change the identity, and waits for the link with the new one. */
    private Outcome changed(Function<Claiming, CompletionStage<ClaimResult>> act, String done)
            throws InterruptedException, ExecutionException, TimeoutException {
        Claiming service = awaitClaiming();
        if (service == null) {
            return Outcome.failed(Missing.CLAIMING);
        }
        ClaimResult result = act.apply(service).toCompletableFuture().get(CLAIM_LIMIT.toSeconds(), TimeUnit.SECONDS);
        return result.claimed() ? Outcome.done(awaitOnline(done)) : Outcome.failed(result.reason());
    }

    private Outcome liftBan(String user) throws InterruptedException, ExecutionException, TimeoutException {
        Link service = link;
        if (service == null) {
            return Outcome.failed(Missing.LINK);
        }
        boolean lifted = service.liftBan(user).toCompletableFuture().get(CLAIM_LIMIT.toSeconds(), TimeUnit.SECONDS);
        return lifted
                ? awaitVerdict(service)
                : Outcome.failed("there is no ban; 'status' says why the agent is not online");
    }

    /** Waits for what the cloud says now. The old ban is forgotten, so that one that shows is new. */
    private Outcome awaitVerdict(Link service) throws InterruptedException {
        long end = System.nanoTime() + onlineLimit.toNanos();
        LinkStatus status = service.status();
        while (!status.online() && status.ban().isEmpty() && off(status).isEmpty() && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            status = service.status();
        }
        if (status.online()) {
            return Outcome.done("The ban is lifted and the agent is currently online.");
        }
        if (status.ban().isPresent()) {
            LinkStatus.Ban ban = status.ban().get();
            return Outcome.failed(
                    ban.removed()
                            ? ban.who() + " removed this agent: " + ban.why() + "; claim it again to bring it back"
                            : ban.who() + " still bans this agent: " + ban.why() + "; ask its operator");
        }
        Optional<String> off = off(status);
        if (off.isPresent()) {
            return Outcome.done("The ban is lifted, but the link is switched off " + off.get());
        }
        // a script must not take the agent for being back
        return Outcome.failed("the ban is forgotten here, but the cloud did not accept the agent within "
                + onlineLimit.toSeconds() + " s: " + offline(status) + "; the agent goes on trying, and "
                + command("status") + " tells how it ended");
    }

    /** Claiming, or {@code null} if it is missing and not on its way. */
    private Claiming awaitClaiming() throws InterruptedException {
        Claiming service = claiming;
        while (service == null && System.nanoTime() - startEnd < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            service = claiming;
        }
        return service;
    }

    /** Waits until the new identity is online, unless somebody switched the link off, and says so in the words of Netdata's agents. */
    private String awaitOnline(String done) throws InterruptedException {
        long end = System.nanoTime() + onlineLimit.toNanos();
        Link service = link;
        while ((service != null || System.nanoTime() - startEnd < 0) && System.nanoTime() - end < 0) {
            if (service != null) {
                LinkStatus status = service.status();
                if (online(status)) {
                    return done + " and is currently online.";
                }
                Optional<String> off = off(status);
                if (off.isPresent()) {
                    return done + ", but the link is switched off " + off.get();
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            service = link;
        }
        return service == null
                ? done + ". " + Missing.LINK + "."
                : done + ", but it is currently offline: " + offline(service.status());
    }

    /** Who or what switched the link off, and what switches it on. */
    private Optional<String> off(LinkStatus status) {
        return status.switchedOff()
                .map(who -> "by " + who + "; " + command("link start") + " switches it on")
                .or(() -> SwitchedOff.bySetting(config)
                        .map(where -> "by " + where + "; it connects once that is removed"));
    }

    /** A command as it is typed for this instance. */
    private String command(String words) {
        return "'bin/aclk " + words + " --dir " + dir + "'";
    }

    /** The status string, and behind it what people can do something about. */
    private static String offline(LinkStatus status) {
        return status.reason().isEmpty() ? status.text() : status.text() + " (" + status.reason() + ")";
    }

    private boolean online(LinkStatus status) {
        return status.session()
                .filter(session -> claiming.state().claimId().equals(Optional.of(session.claimId())))
                .isPresent();
    }
}
