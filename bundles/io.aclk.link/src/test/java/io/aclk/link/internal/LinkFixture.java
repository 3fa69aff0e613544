package io.aclk.link.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.OutboundMessage;
import io.aclk.api.transport.DisconnectCause;
import io.aclk.host.api.Capability;
import io.aclk.schemas.UpdateAgentConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/** A link with everything around it in the hands of the test. */
final class LinkFixture {

    static final String CONNECTION_TOPIC = "/agent/" + Golden.CLAIM_ID + "/outbox/agent/v1/connection";

    /** A dispatcher that keeps what it is told. */
    static final class FakeInbox implements Inbox {
        List<Capability> capabilities = List.of(Capability.of("proto", 1), Capability.of("ctx", 1));
        final List<InboundMessage> messages = new ArrayList<>();
        final List<String> told = new ArrayList<>();

        @Override
        public List<Capability> capabilities() {
            return capabilities;
        }

        @Override
        public boolean knows(String name) {
            return name.equals("cmd");
        }

        @Override
        public void accept(InboundMessage message) {
            messages.add(message);
        }

        @Override
        public void online(LinkSession session) {
            told.add("online");
        }

        @Override
        public void offline(LinkSession session) {
            told.add("offline");
        }
    }

    final ManualLoop loop = new ManualLoop();
    final FakeNetwork network = new FakeNetwork();
    final FakeTransport transport = new FakeTransport();
    final FakeIdentity identity = new FakeIdentity(Golden.CLAIM_ID);
    final FakeInbox inbox = new FakeInbox();
    final Outbox outbox = new Outbox();
    final List<Boolean> conditions = new ArrayList<>();
    /** Whether the link says that it is online or tries to be. */
    boolean active;
    /** Whether the link says that it is there and switched on. */
    boolean switchedOn;
    /** Runs when the link says so, as whoever listens for it does. */
    Runnable whenSwitched = () -> {};

    final FakeConfig config = new FakeConfig();
    final FakeClaiming claiming = new FakeClaiming();
    /** Addresses and routes of the machine. */
    Set<String> addresses = Set.of("192.0.2.7");
    /** Work of the worker that waits for {@link #work()}. */
    final Queue<Runnable> waitingWork = new ArrayDeque<>();

    private boolean workHeld;
    private final Path directory;
    final LinkLoop link;

    LinkFixture(Path directory) {
        this.directory = directory;
        link = newLoop();
    }

    private LinkLoop newLoop() {
        return new LinkLoop(
                new Platform(
                        loop,
                        task -> {
                            if (workHeld) {
                                waitingWork.add(task);
                            } else {
                                task.run();
                            }
                        },
                        loop,
                        new Random(1),
                        () -> addresses,
                        directory.resolve("data")),
                outbox,
                conditions::add,
                holds -> active = holds,
                holds -> {
                    switchedOn = holds;
                    whenSwitched.run();
                });
    }

    /** From now on the worker does nothing before {@link #work()}. */
    void holdWork() {
        workHeld = true;
    }

    /** The worker does what waits. */
    void work() {
        workHeld = false;
        for (Runnable task = waitingWork.poll(); task != null; task = waitingWork.poll()) {
            task.run();
        }
        loop.run();
    }

    static LinkSettings settings(Map<String, Object> changes) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(LinkSettings.URL, "https://localhost:40731");
        properties.put(LinkSettings.PROXY, "none");
        properties.put(LinkSettings.CLAIMED_ID, Golden.CLAIM_ID);
        properties.putAll(changes);
        return LinkSettings.of(properties);
    }

    void set(Map<String, Object> changes) {
        change(inputs -> inputs.settings = settings(changes));
    }

    void change(java.util.function.Consumer<LinkInputs> change) {
        link.change(change);
        loop.run();
    }

    /** Gives the link all it needs, and starts it. */
    LinkFixture complete() {
        link.change(inputs -> {
            inputs.settings = settings(Map.of());
            inputs.identity = identity;
            inputs.network = network;
            inputs.transport = transport;
            inputs.inbox = inbox;
        });
        link.start();
        loop.run();
        return this;
    }

    LinkStatus status() {
        return link.status();
    }

    /** The connection is lost. */
    void lose(DisconnectCause cause) {
        transport.last().lose(cause);
        loop.run();
    }

    /** Three messages are acknowledged, the announcement being the first. */
    void stabilize() {
        for (int i = 0; i < 2; i++) {
            outbox.publish(new OutboundMessage(outbox.session(), "Test", "node-instance-info", new byte[1]));
        }
        loop.run();
    }

    /** Lets time pass until the next planned attempt, and says how long that was. */
    Duration nextAttempt() {
        Duration wait = Duration.between(loop.instant(), status().nextAttempt().orElseThrow());
        loop.advance(wait);
        return wait;
    }

    /** Lets the planned attempt be made, if there is one. */
    void nextAttemptIfAny() {
        if (status().nextAttempt().isPresent()) {
            nextAttempt();
        }
    }

    UpdateAgentConnection announcement(int index) {
        return announcement(transport.last(), index);
    }

    static UpdateAgentConnection announcement(FakeTransport.Session session, int index) {
        FakeTransport.Published published = session.published.get(index);
        if (!published.topic().equals(CONNECTION_TOPIC)) {
            throw new AssertionError("not an announcement: " + published.topic());
        }
        try {
            return UpdateAgentConnection.parseFrom(published.payload());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** A message from the cloud. */
    void receive(String name, byte[] payload) {
        transport.last().listener.message("/agent/" + Golden.CLAIM_ID + "/inbox/cmd/v1/" + name, payload);
        loop.run();
    }
}
