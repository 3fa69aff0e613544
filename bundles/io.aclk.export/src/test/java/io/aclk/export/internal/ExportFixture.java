package io.aclk.export.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.OutboundMessage;
import io.aclk.host.api.Capability;
import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import io.aclk.host.api.NodeInfo;
import io.aclk.host.api.Subscription;
import io.aclk.schemas.ContextsCheckpoint;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An exporter with host and link in the hands of the test. */
final class ExportFixture {

    static final UUID GUID = UUID.fromString(Golden.MACHINE_GUID);
    static final UUID NODE_ID = UUID.fromString(Golden.NODE_ID);
    static final NodeInfo INFO = new NodeInfo(
            "linux",
            "Debian GNU/Linux",
            "debian",
            "13",
            "Linux",
            "6.18",
            "x86_64",
            2,
            2_600_000_000L,
            "cpu",
            25_276_502_016L,
            274_877_906_944L,
            "v0.1.0",
            "stable",
            "UTC",
            "kvm",
            "none");

    /** A host's directory. */
    final class Directory implements NodeDirectory {
        final Map<UUID, Node> nodes = new LinkedHashMap<>();
        Listener listener;
        int assigned;
        UncheckedIOException failure;

        @Override
        public List<Node> nodes() {
            return List.copyOf(nodes.values());
        }

        @Override
        public void assign(UUID machineGuid, UUID nodeId) {
            if (failure != null) {
                throw failure;
            }
            assigned++;
            put(with(nodes.get(machineGuid), Optional.of(nodeId)));
        }

        @Override
        public void forgetNodeIds() {
            nodes.replaceAll((guid, node) -> with(node, Optional.empty()));
        }

        @Override
        public void changeMachineGuid(UUID machineGuid) {
            Node old = nodes.remove(GUID);
            put(new Node(
                    machineGuid,
                    Optional.empty(),
                    old.hostname(),
                    0,
                    old.live(),
                    old.ready(),
                    old.info(),
                    old.labels()));
        }

        @Override
        public Subscription listen(Listener added) {
            listener = added;
            return () -> listener = null;
        }

        void put(Node node) {
            nodes.put(node.machineGuid(), node);
        }
    }

    /** A host's contexts. */
    final class Catalog implements ContextCatalog {
        final Map<String, Context> contexts = new LinkedHashMap<>();
        Listener listener;

        @Override
        public List<Context> contexts(UUID machineGuid) {
            return machineGuid.equals(GUID) ? List.copyOf(contexts.values()) : List.of();
        }

        @Override
        public List<Collector> collectors(UUID machineGuid) {
            return List.of(new Collector("system", "cpu"), new Collector("jvm", ""));
        }

        @Override
        public Subscription listen(Listener added) {
            listener = added;
            return () -> listener = null;
        }
    }

    /** A link that keeps what is published. */
    final class FakeLink implements Link {
        @Override
        public LinkStatus status() {
            throw new AssertionError("not used");
        }

        @Override
        public CompletionStage<Void> publish(OutboundMessage message) {
            published.add(message);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Boolean> liftBan(String who) {
            throw new AssertionError("not used");
        }

        @Override
        public CompletionStage<Void> stop(String who) {
            throw new AssertionError("not used");
        }

        @Override
        public CompletionStage<Void> start(String who) {
            throw new AssertionError("not used");
        }
    }

    final ManualLoop loop = new ManualLoop();
    final Directory directory = new Directory();
    final Catalog catalog = new Catalog();
    final List<OutboundMessage> published = new ArrayList<>();
    final Exporter exporter;
    LinkSession session = session(1);

    ExportFixture(Path data) {
        exporter = new Exporter(loop, loop, new Publisher(FakeLink::new), new HubStore(data.resolve("contexts")));
        directory.put(node(Optional.empty(), 0));
    }

    static LinkSession session(long id) {
        return new LinkSession(
                Golden.CLAIM_ID,
                1_795_362_863_097_625L + id,
                List.of(new Capability("json", 2, false), Capability.of("proto", 1), Capability.of("ctx", 1)),
                1_000_000);
    }

    static Node node(Optional<UUID> nodeId, int hops) {
        return new Node(
                hops == 0 ? GUID : new UUID(7, hops),
                nodeId,
                hops == 0 ? "golden-agent" : "child-" + hops,
                hops,
                true,
                true,
                INFO,
                Map.of("_os", "linux"));
    }

    static Node with(Node node, Optional<UUID> nodeId) {
        return new Node(
                node.machineGuid(),
                nodeId,
                node.hostname(),
                node.hops(),
                node.live(),
                node.ready(),
                node.info(),
                node.labels());
    }

    /** The local node with other values. */
    void local(boolean live, boolean ready, Map<String, String> labels) {
        Node old = directory.nodes.get(GUID);
        directory.put(new Node(GUID, old.nodeId(), old.hostname(), 0, live, ready, old.info(), labels));
        changed();
    }

    void changed() {
        directory.listener.nodeChanged(GUID);
        loop.run();
    }

    /** The local node has its id already. */
    ExportFixture registered() {
        directory.put(node(Optional.of(NODE_ID), 0));
        return this;
    }

    /** Host and link are there. */
    ExportFixture online() {
        exporter.directory(directory);
        exporter.catalog(catalog);
        exporter.online(session);
        loop.run();
        return this;
    }

    void reconnect() {
        exporter.offline();
        session = session(session.sessionId());
        exporter.online(session);
        loop.run();
    }

    void receive(String name, byte[] payload) {
        exporter.message(new InboundMessage(session, name, payload, 0));
        loop.run();
    }

    void receive(String name) {
        receive(name, Golden.messages(name).get(0).payload());
    }

    void checkpoint(long hash) {
        receive(
                "ContextsCheckpoint",
                ContextsCheckpoint.newBuilder()
                        .setClaimId(Golden.CLAIM_ID)
                        .setNodeId(Golden.NODE_ID)
                        .setVersionHash(hash)
                        .build()
                        .toByteArray());
    }

    void context(String id, boolean collected, long firstTime, long lastTime) {
        catalog.contexts.put(
                id,
                new ContextCatalog.Context(
                        id, "Title", "units", "family", ChartSpec.Type.LINE, 100, firstTime, lastTime, collected));
    }

    void contextsChanged() {
        catalog.listener.contextsChanged(GUID);
        loop.run();
    }

    void advance(long millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    /** Names of what was published since the last call, and forgets it. */
    List<String> names() {
        List<String> names = published.stream().map(OutboundMessage::name).toList();
        published.clear();
        return names;
    }

    /** The only message published since the last call. */
    <M extends Message> M only(String topic, Parser<M> parser) {
        if (published.size() != 1 || !published.get(0).topic().equals(topic)) {
            throw new AssertionError("expected one message on " + topic + " but there are " + published);
        }
        return parse(published.remove(0), parser);
    }

    static <M extends Message> M parse(OutboundMessage message, Parser<M> parser) {
        try {
            return parser.parseFrom(message.payload());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
