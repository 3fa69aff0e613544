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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /** Goodbye and close take 3.5 s at most; together with ending the threads it stays below 5 s. */
    private static final long SHUTDOWN_LIMIT_MILLIS = 3800;

    private final LinkThread events = new LinkThread("aclk-link-1");
    private final LinkThread worker = new LinkThread("aclk-link-connect-1");
    private final Outbox outbox = new Outbox();
    private final LinkLoop loop;

    /** Builds the parts; nothing runs before {@link #start()}. */
    @Activate
    public LinkComponent(BundleContext context) {
        loop = new LinkLoop(
                events,
                worker,
                Clock.systemUTC(),
                new Backoff(new SecureRandom()),
                new SwitchFile(InstanceDirectory.of(context).data().resolve("link.switch")),
                outbox,
                OnlineCondition.of(context));
    }

    /** Begins; returns at once. */
    @Activate
    void start() {
        loop.start();
    }

    /** Says goodbye and ends within 5 s. */
    @Deactivate
    void stop() {
        try {
            loop.shutdown().toCompletableFuture().get(SHUTDOWN_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.debug("ACLK: the goodbye took too long; the connection is cut");
        } catch (ExecutionException e) {
            LOG.warn("ACLK: stopping the link failed", e.getCause());
        } finally {
            loop.cut();
            worker.close();
            events.close();
        }
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
    public void settings(LinkSettings settings) {
        loop.change(inputs -> {
            inputs.settings = settings;
            inputs.settingsProblem = null;
        });
    }

    @Override
    public void noSettings(String problem) {
        loop.change(inputs -> {
            inputs.settings = null;
            inputs.settingsProblem = problem;
        });
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
