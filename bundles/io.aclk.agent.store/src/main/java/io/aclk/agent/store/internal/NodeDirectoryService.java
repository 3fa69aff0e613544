package io.aclk.agent.store.internal;

import io.aclk.host.api.HostLabels;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import io.aclk.host.api.NodeInfo;
import io.aclk.host.api.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a host with one node: this machine. Its host name is the framework or system property {@value
 * #HOSTNAME_PROPERTY}, or else the system's. Labels, host name and time zone are read again every second on the
 * notifying thread, and listeners are told when they differ; of another machine GUID under the old and the new one.
 */
@Component(service = NodeDirectory.class)
public final class NodeDirectoryService implements NodeDirectory {

    static final String HOSTNAME_PROPERTY = "aclk.hostname";

    private static final Logger LOG = LoggerFactory.getLogger(NodeDirectoryService.class);

    private final Engine engine;
    private final MachineIdentity identity;
    private final Machine machine;
    private final String configuredHostname;
    private final NodeInfo info;
    private final Subscription ticks;
    private final Listeners<Listener> listeners = new Listeners<>();
    private final List<HostLabels> contributors = new CopyOnWriteArrayList<>();
    private volatile Node present;

    /** Called by Declarative Services. */
    @Activate
    public NodeDirectoryService(BundleContext context, @Reference AgentStore store) {
        this(
                store.engine(),
                store.identity(),
                Machine.local(),
                context.getProperty(HOSTNAME_PROPERTY),
                version(context.getBundle().getVersion()),
                store::everySecond);
    }

    NodeDirectoryService(
            Engine engine,
            MachineIdentity identity,
            Machine machine,
            String configuredHostname,
            String version,
            Ticker ticker) {
        this.engine = engine;
        this.identity = identity;
        this.machine = machine;
        this.configuredHostname = configuredHostname == null ? "" : configuredHostname.trim();
        this.info = machine.describe(version);
        this.present = look();
        this.ticks = ticker.everySecond(this::refresh);
    }

    /** Calls something every second. */
    @FunctionalInterface
    interface Ticker {
        Subscription everySecond(Runnable work);
    }

    /** Stops looking for changes. */
    @Deactivate
    void deactivate() {
        ticks.close();
    }

    /** Labels of another bundle; they show at the next second. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addLabels(HostLabels labels) {
        contributors.add(labels);
    }

    /** The labels of that bundle go at the next second. */
    void removeLabels(HostLabels labels) {
        contributors.remove(labels);
    }

    @Override
    public List<Node> nodes() {
        Node node = present;
        UUID machineGuid = identity.machineGuid();
        return List.of(new Node(
                machineGuid,
                identity.nodeId(machineGuid),
                node.hostname(),
                node.hops(),
                node.live(),
                node.ready(),
                node.info(),
                node.labels()));
    }

    @Override
    public void assign(UUID machineGuid, UUID nodeId) {
        if (!identity.machineGuid().equals(machineGuid)) {
            throw new IllegalArgumentException("not a node of this host: " + machineGuid);
        }
        try {
            identity.assign(machineGuid, nodeId);
        } catch (IOException e) {
            throw new UncheckedIOException("the node id of " + machineGuid + " could not be stored", e);
        }
    }

    @Override
    public void forgetNodeIds() {
        try {
            identity.forgetNodeIds();
        } catch (IOException e) {
            throw new UncheckedIOException("the node ids could not be forgotten", e);
        }
    }

    @Override
    public void changeMachineGuid(UUID machineGuid) {
        try {
            identity.change(machineGuid);
        } catch (IOException e) {
            throw new UncheckedIOException("the machine GUID could not be stored", e);
        }
    }

    @Override
    public Subscription listen(Listener listener) {
        return listeners.add(listener);
    }

    /** Looks again and tells listeners of a change. */
    void refresh() {
        UUID before = present.machineGuid();
        Node next = look();
        if (!next.equals(present)) {
            present = next;
            if (!before.equals(next.machineGuid())) {
                listeners.tell(listener -> listener.nodeChanged(before));
            }
            listeners.tell(listener -> listener.nodeChanged(next.machineGuid()));
        }
    }

    private Node look() {
        NodeInfo now = withTimezone(info, Machine.timezone(ZonedDateTime.now()));
        String hostname = configuredHostname.isEmpty() ? machine.hostname() : configuredHostname;
        boolean live = engine.charts().stream().anyMatch(MetricStore.Chart::collected);
        Map<String, String> labels = new LinkedHashMap<>(Machine.labels(now, hostname));
        for (HostLabels contributor : contributors) {
            try {
                labels.putAll(contributor.labels());
            } catch (RuntimeException | LinkageError e) {
                LOG.debug("Labels of {} are left out", contributor.getClass().getName(), e);
            }
        }
        return new Node(identity.machineGuid(), Optional.empty(), hostname, 0, live, engine.loaded(), now, labels);
    }

    private static NodeInfo withTimezone(NodeInfo info, String timezone) {
        return new NodeInfo(
                info.os(),
                info.osName(),
                info.osId(),
                info.osVersion(),
                info.kernelName(),
                info.kernelVersion(),
                info.architecture(),
                info.cpus(),
                info.cpuFrequencyHz(),
                info.cpuModel(),
                info.memoryBytes(),
                info.diskBytes(),
                info.version(),
                info.releaseChannel(),
                timezone,
                info.virtualization(),
                info.container());
    }

    private static String version(Version version) {
        return "v" + version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }
}
