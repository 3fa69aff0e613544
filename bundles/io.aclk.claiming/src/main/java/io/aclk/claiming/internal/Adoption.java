package io.aclk.claiming.internal;

import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the identity of another agent: the link must prove that the cloud accepts it, else everything is put back.
 * Used by one thread.
 */
final class Adoption {

    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

    private final AdoptedDirectory directory;
    private final NodeDirectory nodes;
    private final Surroundings surroundings;
    private final OnlineWatch online;

    /** What else takes part. */
    interface Surroundings {
        /** Ends the service of the identity in force. */
        void withdraw();

        /** Makes the settings follow the files, which lets the link go that belongs to other ones. */
        void refreshSettings();

        /** Offers the identity that the files say. */
        void offer();
    }

    Adoption(AdoptedDirectory directory, NodeDirectory nodes, Surroundings surroundings, OnlineWatch online) {
        this.directory = directory;
        this.nodes = nodes;
        this.surroundings = surroundings;
        this.online = online;
    }

    /** Puts back what an adoption left that was cut off. */
    void recover() throws IOException {
        if (directory.onTrial()) {
            LOG.warn("ACLK: CLAIM: an adoption was cut off before the cloud accepted it; the former identity returns");
            restoreGuid(directory.formerGuid());
            directory.putBack();
        }
        directory.tidy();
    }

    /**
     * Takes it over.
     *
     * @return where the former identity lies now
     * @throws ClaimFailure if it was not accepted: everything is as before
     * @throws InterruptedException if the bundle is being stopped; {@link #recover} puts everything back
     */
    Path adopt(ForeignIdentity identity) throws ClaimFailure, InterruptedException {
        Map<UUID, UUID> nodeIds = nodes.nodes().stream()
                .filter(node -> node.nodeId().isPresent())
                .collect(Collectors.toMap(
                        Node::machineGuid, node -> node.nodeId().get()));
        surroundings.withdraw();
        try {
            directory.install(identity.files(), nodes.local().machineGuid());
            surroundings.refreshSettings();
            online.awaitOffline();
            nodes.changeMachineGuid(identity.machineGuid());
            Optional<Long> before = online.connection();
            surroundings.offer();
            Duration limit = online.onlineLimit();
            if (online.awaitOnline(before, limit)) {
                return directory.keep();
            }
            throw new ClaimFailure(
                    "the cloud did not accept the identity within " + limit.toSeconds()
                            + " s (grep ACLK log/error.log tells why)",
                    null);
        } catch (UnsupportedOperationException e) {
            throw putBack(nodeIds, new ClaimFailure("this host does not give its machine GUID away", e));
        } catch (IOException | UncheckedIOException e) {
            throw putBack(nodeIds, new ClaimFailure("Failed to save claiming info to disk: " + e.getMessage(), e));
        } catch (ClaimFailure e) {
            throw putBack(nodeIds, e);
        }
    }

    private ClaimFailure putBack(Map<UUID, UUID> nodeIds, ClaimFailure failure) {
        surroundings.withdraw();
        try {
            if (directory.onTrial()) {
                restoreGuid(directory.formerGuid());
                directory.putBack();
                nodeIds.forEach(nodes::assign);
            }
            directory.tidy();
        } catch (IOException | RuntimeException e) {
            LOG.error("ACLK: CLAIM: the former identity could not be put back whole; the next start tries again", e);
        }
        surroundings.refreshSettings();
        surroundings.offer();
        return failure;
    }

    private void restoreGuid(UUID guid) {
        if (!nodes.local().machineGuid().equals(guid)) {
            nodes.changeMachineGuid(guid);
        }
    }
}
