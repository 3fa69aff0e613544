package io.aclk.link.internal;

import io.aclk.api.claim.Identity;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.OutboundMessage;
import io.aclk.api.link.ReplySink;
import io.aclk.api.network.Network;
import io.aclk.api.transport.Transport;
import io.aclk.host.api.InstanceDirectory;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session component: offers {@link Link}, whatever is missing. It turns the coming and going of services into
 * events of the {@link LinkLoop} and refers neither to message handlers nor to settings; those come to it through
 * {@link SessionHub}.
 */
@Component(
        service = {Link.class, SessionHub.class},
        immediate = true)
public final class LinkComponent implements Link, SessionHub {

    private static final Logger LOG = LoggerFactory.getLogger(LinkComponent.class);

    /**
     * Goodbye and close take {@link Farewell#LIMIT} at most, so whatever lasts longer hangs. The whole stop takes 3 s at
     * most even then: whoever removes the link stops the transport after it, which may take 1.8 s, and both together
     * stay below 5 s.
     */
    static final Duration SHUTDOWN_LIMIT = Farewell.LIMIT.plusMillis(100);
    /** For closing what hangs. */
    static final Duration CUT_LIMIT = Duration.ofMillis(300);
    /** For all threads to end. */
    static final Duration END_LIMIT = Duration.ofMillis(300);

    private final LinkThread events = new LinkThread("aclk-link-1");
    private final LinkThread worker = new LinkThread("aclk-link-connect-1");
    private final Outbox outbox = new Outbox();
    private final boolean probing;
    private final LinkLoop loop;

    /** Builds the parts; nothing runs before {@link #start()}. */
    @Activate
    public LinkComponent(BundleContext context) {
        InstanceDirectory directory = InstanceDirectory.of(context);
        probing = InstanceDirectory.probing(context);
        loop = new LinkLoop(
                new Platform(
                        events, worker, Clock.systemUTC(), new SecureRandom(), new LocalNetwork(), directory.data()),
                outbox,
                LinkCondition.of(context, LinkCondition.ONLINE),
                LinkCondition.of(context, LinkCondition.ACTIVE),
                LinkCondition.of(context, LinkCondition.SWITCHED_ON));
    }

    /** Begins, unless this framework only looks; returns at once. */
    @Activate
    void start() {
        if (probing) {
            loop.look();
        } else {
            loop.start();
        }
    }

    /** Says goodbye and ends, within the limits above. */
    @Deactivate
    void stop() {
        try {
            loop.shutdown().toCompletableFuture().get(SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        } catch (TimeoutException e) {
            LOG.debug("ACLK: the goodbye took too long; the connection is cut");
            cut();
        } catch (ExecutionException e) {
            LOG.warn("ACLK: stopping the link failed", e.getCause());
            cut();
        } finally {
            worker.shutdown();
            events.shutdown();
            long deadline = System.nanoTime() + END_LIMIT.toNanos();
            worker.awaitEnd(deadline);
            events.awaitEnd(deadline);
        }
    }

    /** On a thread of its own: what hangs must not hang whoever stops the link. */
    private void cut() {
        LinkThread closer = new LinkThread("aclk-link-close-1");
        closer.execute(loop::cut);
        closer.end();
        closer.awaitEnd(System.nanoTime() + CUT_LIMIT.toNanos());
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindIdentity(Identity identity) {
        loop.change(inputs -> inputs.identity = identity);
    }

    void unbindIdentity(Identity identity) {
        loop.change(inputs -> inputs.identity = inputs.identity == identity ? null : inputs.identity);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNetwork(Network network) {
        loop.change(inputs -> inputs.network = network);
    }

    void unbindNetwork(Network network) {
        loop.change(inputs -> inputs.network = inputs.network == network ? null : inputs.network);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTransport(Transport transport) {
        loop.change(inputs -> inputs.transport = transport);
    }

    void unbindTransport(Transport transport) {
        loop.change(inputs -> inputs.transport = inputs.transport == transport ? null : inputs.transport);
    }

    @Override
    public void settings(LinkSettings settings, Optional<LinkSettings> candidate) {
        loop.change(inputs -> {
            inputs.settings = settings;
            inputs.conversation.enable(settings.conversationLog());
            inputs.candidate = candidate.orElse(null);
            inputs.settingsProblem = null;
        });
    }

    @Override
    public void noSettings(String problem) {
        loop.change(inputs -> {
            inputs.settings = null;
            inputs.candidate = null;
            inputs.settingsProblem = problem;
        });
    }

    @Override
    public void change(Consumer<LinkInputs> change) {
        loop.change(change);
    }

    @Override
    public void attach(Inbox inbox) {
        loop.change(inputs -> inputs.inbox = inbox);
    }

    @Override
    public void detach(Inbox inbox) {
        loop.change(inputs -> inputs.inbox = inputs.inbox == inbox ? null : inputs.inbox);
    }

    @Override
    public ReplySink replies() {
        return outbox;
    }

    @Override
    public EventLoop events() {
        return events;
    }

    @Override
    public LinkStatus status() {
        return loop.status();
    }

    @Override
    public CompletionStage<Void> publish(OutboundMessage message) {
        return outbox.publish(message);
    }

    @Override
    public CompletionStage<Void> stop(String who) {
        return loop.throwSwitch(false, who);
    }

    @Override
    public CompletionStage<Boolean> liftBan(String who) {
        return loop.liftBan(who);
    }

    @Override
    public CompletionStage<Void> start(String who) {
        return loop.throwSwitch(true, who);
    }
}
