package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.Claiming;
import io.aclk.cloud.api.Store;
import io.aclk.host.api.NodeDirectory;
import io.aclk.itests.driver.InFramework;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** Another key, an end, and the adoption of an installed agent's identity, with link and cloud side. */
@InFramework
@ExamReactorStrategy(PerClass.class)
public class IdentityLifeIT {

    @Inject
    private BundleContext context;

    private Instance instance;

    @Configuration
    public Option[] configuration() {
        return DistributionOptions.instance("agent", "aclk", "cloud");
    }

    @BeforeEach
    public void steps() {
        instance = new Instance(context);
    }

    @Test
    @Timeout(280)
    public void anIdentityLivesOnUntilItsEndAndIsAdoptedFromTheArchive() throws Exception {
        // a claimed agent gets another key: the same node under another claim
        UUID node = instance.online();
        UUID machineGuid = nodes().local().machineGuid();
        Optional<String> first = claiming().state().claimId();
        String firstKey = Files.readString(cloudD().resolve("private.pem"));
        ClaimResult rotated = get(claiming().rotateKey());
        assertTrue(rotated.claimed(), rotated.reason());
        Optional<String> second = claiming().state().claimId();
        assertNotEquals(first, second);
        assertNotEquals(firstKey, Files.readString(cloudD().resolve("private.pem")));
        awaitOnline(second);
        awaitLive(node);

        // unclaimed, it says goodbye and is offline
        Path archive = get(claiming().unclaim("the test"));
        Await.until("offline", Instance.ONLINE_LIMIT, () -> !instance.status().online(), instance::describe);
        Await.until(
                "the goodbye arrives",
                Instance.ONLINE_LIMIT,
                () -> row(node).state() == Store.NodeState.OFFLINE && row(node).graceful(),
                instance::describe);
        assertFalse(Files.exists(cloudD().resolve("claimed_id")));
        assertEquals(Optional.empty(), claiming().state().claimId());
        assertEquals(Optional.empty(), instance.status().claimId());
        assertTrue(
                instance.status().reason().startsWith("Agent is not claimed yet: unclaimed by the test at "),
                instance.status().reason());

        // another agent, which never was claimed, adopts it
        UUID ownGuid = UUID.randomUUID();
        nodes().changeMachineGuid(ownGuid);
        ClaimResult adopted = get(claiming().adopt(installed(archive), "the test"));
        assertTrue(adopted.claimed(), adopted.reason() + "; " + instance.describe());
        assertEquals(second, claiming().state().claimId());
        assertEquals(machineGuid, nodes().local().machineGuid());
        awaitOnline(second);
        awaitLive(node);
        assertEquals(node, nodes().local().nodeId().orElseThrow());

        // one that the cloud does not accept leaves everything as it was
        Path wrong = installed(archive);
        Files.writeString(wrong.resolve("private.pem"), firstKey);
        instance.service(ConfigurationAdmin.class)
                .getConfiguration("io.aclk.claiming", "?")
                .update(new Hashtable<>(Map.of("adopt.seconds", "10")));
        ClaimResult refused = get(claiming().adopt(wrong, "the test"));
        assertTrue(refused.reason().startsWith("the cloud did not accept the identity within"), refused.toString());
        assertEquals(second, claiming().state().claimId());
        assertEquals(machineGuid, nodes().local().machineGuid());
        awaitOnline(second);
        awaitLive(node);
    }

    // ---- steps

    /** A directory as an installed Netdata agent has it. */
    private static Path installed(Path identity) throws IOException {
        Path netdata =
                Files.createDirectories(Files.createTempDirectory("netdata").resolve("lib/netdata/cloud.d"));
        for (String name : List.of("cloud.conf", "claimed_id", "private.pem", "public.pem", "trusted.pem")) {
            Files.copy(identity.resolve(name), netdata.resolve(name));
        }
        return netdata;
    }

    private void awaitOnline(Optional<String> claimId) {
        Await.until(
                "online as " + claimId,
                Instance.ONLINE_LIMIT,
                () -> instance.status()
                        .session()
                        .map(session -> session.claimId())
                        .equals(claimId),
                instance::describe);
    }

    private void awaitLive(UUID node) {
        Await.until(
                "the node is live",
                Instance.ONLINE_LIMIT,
                () -> row(node).state() == Store.NodeState.LIVE,
                instance::describe);
    }

    private Store.NodeRow row(UUID node) {
        return instance.service(Store.class).node(node).orElseThrow();
    }

    private Claiming claiming() {
        return instance.service(Claiming.class);
    }

    private NodeDirectory nodes() {
        return instance.service(NodeDirectory.class);
    }

    private Path cloudD() {
        return instance.dir().resolve("data/cloud.d");
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(100, TimeUnit.SECONDS);
    }
}
