package io.aclk.agent.store.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The permanent identity of this machine, and those that the cloud gave to nodes; durable. Thread-safe.
 *
 * <p>Files in {@code data/registry}: {@code netdata.public.unique.id} holds the machine GUID, 36 characters without a
 * line break ({@code docs/protocol/claiming.md} section 5); {@code nodes} a line {@code <machine guid> <node id>} for
 * each node that has one.
 */
final class MachineIdentity {

    private static final Logger LOG = LoggerFactory.getLogger(MachineIdentity.class);

    private final Path guidFile;
    private final Path nodesFile;
    private volatile UUID machineGuid;
    private volatile Map<UUID, UUID> nodeIds;

    private MachineIdentity(UUID machineGuid, Path guidFile, Path nodesFile, Map<UUID, UUID> nodeIds) {
        this.machineGuid = machineGuid;
        this.guidFile = guidFile;
        this.nodesFile = nodesFile;
        this.nodeIds = Map.copyOf(nodeIds);
    }

    /** Reads the identity, or makes a new one at the first start. */
    static MachineIdentity load(Path registry) throws IOException {
        Path guidFile = registry.resolve("netdata.public.unique.id");
        UUID guid = Files.exists(guidFile) ? parse(Files.readString(guidFile).trim()) : null;
        if (guid == null) {
            if (Files.exists(guidFile)) {
                LOG.warn("{} holds no machine GUID; it is set aside as *.unreadable and a new one is made", guidFile);
                Files.move(
                        guidFile,
                        guidFile.resolveSibling(guidFile.getFileName() + ".unreadable"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            guid = UUID.randomUUID();
            writeGuid(guidFile, guid);
        }
        Path nodesFile = registry.resolve("nodes");
        return new MachineIdentity(guid, guidFile, nodesFile, readNodes(nodesFile));
    }

    /** The permanent identity of this machine. */
    UUID machineGuid() {
        return machineGuid;
    }

    /**
     * Gives this machine another permanent identity, durably, and forgets the identities of nodes, in the order in which
     * a crash in between does no harm: without a node id a node is registered anew.
     *
     * @throws IOException if that failed; the identity is the old one then
     */
    synchronized void change(UUID newGuid) throws IOException {
        forgetNodeIds();
        writeGuid(guidFile, newGuid);
        machineGuid = newGuid;
    }

    private static void writeGuid(Path file, UUID guid) throws IOException {
        AtomicFiles.write(file, guid.toString().getBytes(StandardCharsets.US_ASCII));
        if (!file.toFile().setReadOnly()) {
            LOG.debug("{} stays writable: this file system knows no modes", file);
        }
    }

    /** The identity that the cloud gave to a node. */
    Optional<UUID> nodeId(UUID node) {
        return Optional.ofNullable(nodeIds.get(node));
    }

    /**
     * Stores the identity of a node, durably.
     *
     * @throws IOException if that failed; nothing has changed then
     */
    synchronized void assign(UUID node, UUID nodeId) throws IOException {
        Map<UUID, UUID> next = new TreeMap<>(nodeIds);
        if (!nodeId.equals(next.put(node, nodeId))) {
            write(next);
        }
    }

    /**
     * Forgets the identities of all nodes, durably.
     *
     * @throws IOException if that failed; nothing has changed then
     */
    synchronized void forgetNodeIds() throws IOException {
        if (!nodeIds.isEmpty()) {
            write(Map.of());
        }
    }

    private void write(Map<UUID, UUID> next) throws IOException {
        StringBuilder text = new StringBuilder();
        next.forEach((node, id) -> text.append(node).append(' ').append(id).append('\n'));
        AtomicFiles.write(nodesFile, text.toString().getBytes(StandardCharsets.US_ASCII));
        nodeIds = Map.copyOf(next);
    }

    private static Map<UUID, UUID> readNodes(Path file) throws IOException {
        Map<UUID, UUID> found = new TreeMap<>();
        if (!Files.exists(file)) {
            return found;
        }
        for (String line : Files.readString(file).lines().toList()) {
            String[] parts = line.split(" ");
            UUID node = parse(parts[0]);
            UUID id = parts.length == 2 ? parse(parts[1]) : null;
            if (node == null || id == null) {
                LOG.warn("A line of {} is no node and is passed over; the cloud gives the identity again", file);
            } else {
                found.put(node, id);
            }
        }
        return found;
    }

    private static UUID parse(String text) {
        try {
            return text.length() == 36 ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
