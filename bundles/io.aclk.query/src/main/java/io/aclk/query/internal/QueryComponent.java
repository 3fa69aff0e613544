package io.aclk.query.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.ErrorReply;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.MessageHandler;
import io.aclk.api.link.ReplySink;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.Cancellation;
import io.aclk.host.api.Capability;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.schemas.CancelPendingRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the HTTP requests that arrive over the link, and their cancellation ({@code protocol/queries.md}). A change of
 * the settings only resizes the pool: running requests are not disturbed. When it stops, what runs may finish within
 * {@link #DRAIN_LIMIT}; what comes meanwhile is left to the link, which holds it for the next instance.
 *
 * <p>Immediate, since SCR drops a delayed component with its last user: what is known of the requests outlives {@code
 * io.aclk.link}.
 */
@Component(
        service = MessageHandler.class,
        immediate = true,
        configurationPid = LinkSettings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {
            MessageHandler.MESSAGES + "=" + QueryComponent.CMD,
            MessageHandler.MESSAGES + "=" + QueryComponent.CANCEL
        })
public final class QueryComponent implements MessageHandler {

    private static final Logger LOG = LoggerFactory.getLogger(QueryComponent.class);

    static final String CMD = "cmd";
    static final String CANCEL = "CancelPendingRequest";

    private static final Capability REQ_CANCEL = Capability.of("req_cancel", 1);
    /** A request that comes twice runs once: the cloud side of this project repeats it then (queries.md section 4). */
    private static final Capability REQ_REPEAT = Capability.of("req_repeat", 1);

    /** How long requests may go on when this bundle stops. */
    static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);

    /** Limit of requests that name none, and of those that name a longer one: no wait is without a limit. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final KnownQueries known = new KnownQueries();
    private final ReplySender sender = new ReplySender(Clock.systemUTC());
    private final QueryPool pool;
    private final QueryRunner runner;
    private volatile boolean stopping;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile AgentApi host;

    /** Made by SCR. */
    @Activate
    public QueryComponent(BundleContext context, Map<String, ?> properties) {
        this(InstanceDirectory.of(context).data().resolve("query.once"), properties);
    }

    QueryComponent(Path once, Map<String, ?> properties) {
        this.pool = new QueryPool(0);
        this.runner = new QueryRunner(() -> host, known, new OnceFile(once, Clock.systemUTC()), sender);
        settings(properties);
    }

    /** The settings changed. Those that cannot be used change nothing: the link does not connect with them. */
    @Modified
    void settings(Map<String, ?> properties) {
        try {
            LinkSettings settings = LinkSettings.of(properties);
            pool.resize(settings.queryThreads());
            runner.licenseOnly(settings.licenseOnly());
        } catch (IllegalArgumentException e) {
            LOG.warn("ACLK: the settings {} cannot be used: {}", LinkSettings.PID, e.getMessage());
        }
    }

    /** Lets what runs finish for a short time, answers the rest 503, and ends the threads. */
    @Deactivate
    void stop() {
        stopping = true;
        try {
            if (!known.awaitNone(DRAIN_LIMIT)) {
                LOG.debug("ACLK: some requests take too long to wait for them");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        known.abandon().forEach(query -> sender.refuse(query, ErrorReply.UNAVAILABLE));
        pool.close();
    }

    @Override
    public List<Capability> capabilities() {
        List<Capability> all = new ArrayList<>();
        all.add(REQ_CANCEL);
        all.add(REQ_REPEAT);
        AgentApi api = host;
        if (api != null) {
            all.addAll(api.capabilities());
        }
        return all;
    }

    /** @throws RejectedExecutionException if this instance stops: the message is for the next one */
    @Override
    public void handle(InboundMessage message, ReplySink sink) {
        if (stopping) {
            throw new RejectedExecutionException("io.aclk.query is stopping");
        }
        if (sender.sink(sink)) {
            sendLate();
        }
        if (message.name().equals(CANCEL)) {
            cancel(message.payload());
        } else {
            request(message, sink);
        }
    }

    private void request(InboundMessage message, ReplySink sink) {
        Envelope envelope;
        try {
            envelope = Envelope.parse(message.payload());
        } catch (IOException e) {
            runner.malformed(e.getMessage());
            return;
        }
        Query query = new Query(
                RequestKey.of(envelope, message.payload()),
                message,
                envelope,
                sink,
                Cancellation.within(limit(message, envelope)));
        KnownQueries.Admission admission = known.admit(query);
        switch (admission.kind()) {
            case NEW -> begin(query);
            case RUNNING -> LOG.debug("ACLK: {} came again while it runs", query);
            case ANSWERED -> answerAgain(query, admission.reply());
            case TOO_MANY -> sender.refuse(query, ErrorReply.UNAVAILABLE);
        }
    }

    private void begin(Query query) {
        try {
            pool.execute(gzip -> {
                try {
                    runner.run(query, gzip);
                } finally {
                    // after a defect nothing else would
                    known.done(query, null, false);
                }
            });
        } catch (RejectedExecutionException e) {
            known.done(query, null, false);
            sender.refuse(query, ErrorReply.UNAVAILABLE);
        }
    }

    private void answerAgain(Query query, Reply reply) {
        LOG.debug("ACLK: {} came again and is answered as before", query);
        try {
            pool.execute(gzip -> sender.send(query, reply));
        } catch (RejectedExecutionException e) {
            sender.refuse(query, ErrorReply.UNAVAILABLE);
        }
    }

    /** What is left of the time limit, which runs from the reception. */
    private static Duration limit(InboundMessage message, Envelope envelope) {
        long asked = envelope.timeoutMillis();
        Duration limit = asked == 0 || asked > LONGEST.toMillis() ? LONGEST : Duration.ofMillis(asked);
        return limit.minusNanos(System.nanoTime() - message.receivedNanos());
    }

    private void cancel(byte[] payload) {
        try {
            CancelPendingRequest request = CancelPendingRequest.parseFrom(payload);
            if (!known.cancel(request.getRequestId())) {
                LOG.debug("ACLK: No such pending request");
            }
        } catch (InvalidProtocolBufferException e) {
            runner.malformed("CancelPendingRequest: " + e.getMessage());
        }
    }

    @Override
    public void online(LinkSession session) {
        sendLate();
    }

    private void sendLate() {
        try {
            pool.execute(gzip -> sender.sendLate());
        } catch (RejectedExecutionException e) {
            LOG.debug("ACLK: too many requests wait; late replies stay for the next time");
        }
    }
}
