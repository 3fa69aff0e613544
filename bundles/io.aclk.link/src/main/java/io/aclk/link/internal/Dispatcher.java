package io.aclk.link.internal;

import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.MessageHandler;
import io.aclk.host.api.Capability;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.Constants;
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
 * The dispatcher component: hands messages from the cloud to the {@link MessageHandler} of their name, on the thread
 * that they arrived on.
 */
@Component(
        service = {},
        immediate = true)
public final class Dispatcher implements Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** The message that carries an HTTP request. */
    static final String CMD = "cmd";

    private static final int MAX_UNKNOWN_NAMES = 100;
    private static final int MAX_NAME = 100;

    /** Order of the capabilities ({@code protocol/messages.md} section 7). */
    private static final List<String> ORDER =
            List.of("json", "proto", "ml", "mc", "ctx", "funcs", "http_api_v2", "health", "req_cancel", "dyncfg");

    private static final Capability PROTO = Capability.of("proto", 1);

    /** One handler. {@code told} is used on the event thread only: the session that it was told of last. */
    private static final class Entry {
        final MessageHandler handler;
        final List<String> names;
        final int ranking;
        final long serviceId;
        volatile LinkSession told;

        Entry(MessageHandler handler, Map<String, ?> properties) {
            this.handler = handler;
            this.names = names(properties.get(MessageHandler.MESSAGES));
            this.ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer value ? value : 0;
            this.serviceId = properties.get(Constants.SERVICE_ID) instanceof Long value ? value : 0;
        }

        private static List<String> names(Object value) {
            if (value instanceof String[] several) {
                return List.of(several);
            }
            return value instanceof String one ? List.of(one) : List.of();
        }
    }

    private final SessionHub hub;
    private final HeldRequests held;
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final Set<String> unknownNames = ConcurrentHashMap.newKeySet();
    private final AtomicLong unknownMessages = new AtomicLong();
    private volatile Map<String, Entry> byName = Map.of();
    private volatile LinkSession online;
    private volatile boolean closed;

    /** Made by SCR. */
    @Activate
    public Dispatcher(@Reference SessionHub hub) {
        this(hub, Clock.systemUTC());
    }

    Dispatcher(SessionHub hub, Clock clock) {
        this.hub = hub;
        this.held = new HeldRequests(hub.events(), hub.replies(), clock);
    }

    /** Begins to receive. */
    @Activate
    void start() {
        hub.attach(this);
    }

    /** Ends receiving; returns at once. */
    @Deactivate
    void stop() {
        closed = true;
        held.clear();
        LinkSession session = online;
        if (session != null) {
            hub.events().execute(() -> offline(session));
        }
        hub.detach(this);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindHandler(MessageHandler handler, Map<String, ?> properties) {
        Entry entry = new Entry(handler, properties);
        synchronized (entries) {
            entries.add(entry);
            index();
        }
        hub.change(inputs -> tell(entry));
        Entry requests = byName.get(CMD);
        if (requests != null) {
            held.release(requests.handler, this::deliver);
        }
    }

    void unbindHandler(MessageHandler handler) {
        boolean answered = byName.containsKey(CMD);
        synchronized (entries) {
            entries.removeIf(entry -> entry.handler == handler);
            index();
        }
        if (answered && !byName.containsKey(CMD)) {
            held.left();
        }
    }

    /** Of two handlers for one name the one with the higher ranking, then the older one, gets it. */
    private void index() {
        List<Entry> ordered = new ArrayList<>(entries);
        ordered.sort(
                Comparator.<Entry>comparingInt(entry -> -entry.ranking).thenComparingLong(entry -> entry.serviceId));
        Map<String, Entry> index = new HashMap<>();
        for (Entry entry : ordered) {
            for (String name : entry.names) {
                index.putIfAbsent(name, entry);
            }
        }
        byName = Map.copyOf(index);
    }

    @Override
    public boolean knows(String name) {
        return byName.containsKey(name) || name.equals(CMD);
    }

    @Override
    public void accept(InboundMessage message) {
        if (closed) {
            return;
        }
        Entry entry = byName.get(message.name());
        if (entry != null) {
            deliver(entry.handler, message);
        } else if (message.name().equals(CMD)) {
            hold(message);
        } else {
            unknown(message.name());
        }
    }

    /** A handler that came between the look-up and the holding must not leave the request waiting. */
    private void hold(InboundMessage message) {
        held.hold(message);
        Entry entry = byName.get(CMD);
        if (entry != null) {
            held.release(entry.handler, this::deliver);
        }
    }

    private void deliver(MessageHandler handler, InboundMessage message) {
        LOG.debug("ACLK: received {}", message);
        try {
            handler.handle(message, hub.replies());
        } catch (RejectedExecutionException e) {
            leftBehind(handler, message);
        } catch (RuntimeException e) {
            LOG.warn("ACLK: Error processing message of type '{}'", message.name(), e);
        }
    }

    /** The handler is stopping and was looked up a moment before it was gone. */
    private void leftBehind(MessageHandler handler, InboundMessage message) {
        if (message.name().equals(CMD)) {
            held.hold(message);
            Entry entry = byName.get(CMD);
            if (entry != null && entry.handler != handler) {
                held.release(entry.handler, this::deliver);
            }
        }
    }

    private void unknown(String name) {
        unknownMessages.incrementAndGet();
        String shown = Texts.printable(name, MAX_NAME);
        if (unknownNames.size() < MAX_UNKNOWN_NAMES && unknownNames.add(shown)) {
            LOG.warn("ACLK: Do not know how to handle message of type '{}'. Ignoring", shown);
        }
    }

    /** Messages ignored because nobody handles their name. */
    long unknownMessages() {
        return unknownMessages.get();
    }

    @Override
    public List<Capability> capabilities() {
        Map<String, Capability> all = new LinkedHashMap<>();
        all.put(PROTO.name(), PROTO);
        for (Entry entry : entries) {
            try {
                entry.handler
                        .capabilities()
                        .forEach(capability ->
                                all.merge(capability.name(), capability, (a, b) -> a.version() >= b.version() ? a : b));
            } catch (RuntimeException e) {
                LOG.warn("ACLK: a message handler does not say what it can do", e);
            }
        }
        List<Capability> ordered = new ArrayList<>(all.values());
        ordered.sort(Comparator.<Capability>comparingInt(Dispatcher::position).thenComparing(Capability::name));
        return List.copyOf(ordered);
    }

    private static int position(Capability capability) {
        int index = ORDER.indexOf(capability.name());
        return index < 0 ? ORDER.size() : index;
    }

    @Override
    public void online(LinkSession session) {
        online = session;
        entries.forEach(this::tell);
    }

    private void tell(Entry entry) {
        LinkSession session = online;
        if (session == null || session.equals(entry.told)) {
            return;
        }
        entry.told = session;
        try {
            entry.handler.online(session);
        } catch (RuntimeException e) {
            LOG.warn("ACLK: a message handler failed when the link came online", e);
        }
    }

    @Override
    public void offline(LinkSession session) {
        online = null;
        held.clear();
        for (Entry entry : entries) {
            if (entry.told != null) {
                entry.told = null;
                try {
                    entry.handler.offline(session);
                } catch (RuntimeException e) {
                    LOG.warn("ACLK: a message handler failed when the link went offline", e);
                }
            }
        }
    }
}
