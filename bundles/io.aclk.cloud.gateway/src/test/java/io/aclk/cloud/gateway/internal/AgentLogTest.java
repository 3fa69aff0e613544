package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.cloud.api.Store;
import io.aclk.cloud.store.internal.StoreOnDisk;
import io.aclk.schemas.ConnectionUpdateSource;
import io.aclk.schemas.UpdateAgentConnection;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of agents; the logger of tests writes to standard error. */
class AgentLogTest {

    private static final String CLAIM = Golden.CLAIM;

    @TempDir
    Path directory;

    @Test
    void comingAndGoingIsLoggedOnceWithNameAndClaimId() throws Exception {
        MovingClock clock = new MovingClock();
        AgentCommands commands = new AgentCommands(new FakeBus());
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (StoreOnDisk disk = new StoreOnDisk(directory, clock);
                Checkpoints checkpoints = new Checkpoints(disk.store(), commands, clock)) {
            Store store = disk.store();
            store.claim(new Store.Claim(
                    CLAIM,
                    "pi",
                    UUID.fromString(Golden.MACHINE),
                    "key",
                    store.createToken("t", Optional.empty()),
                    List.of()));
            AgentMessages messages = new AgentMessages(store, new Routes(), commands, checkpoints, new Nobody());
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            say(messages, true, 5, ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT);
            say(messages, true, 5, ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT);
            say(messages, false, 5, ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_LWT);
            say(messages, true, 6, ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT);
            say(messages, false, 6, ConnectionUpdateSource.CONNECTION_UPDATE_SOURCE_AGENT);
        } finally {
            System.setErr(before);
        }
        String agent = "The agent " + CLAIM + " of pi ";
        assertEquals(
                List.of("is connected", "is lost", "is connected", "said goodbye"),
                log.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.contains(agent))
                        .map(line -> line.substring(line.indexOf(agent) + agent.length()))
                        .toList());
    }

    /** Waits for no agent. */
    private static final class Nobody implements AgentMessages.Arrivals {
        @Override
        public void connected(String claimId, long sessionId, boolean takesRepeats) {}

        @Override
        public void queryable(UUID nodeId) {}
    }

    private static void say(AgentMessages messages, boolean reachable, long session, ConnectionUpdateSource source)
            throws Exception {
        messages.handle(
                CLAIM,
                Topics.CONNECTION,
                UpdateAgentConnection.newBuilder()
                        .setClaimId(CLAIM)
                        .setReachable(reachable)
                        .setSessionId(session)
                        .setUpdateSource(source)
                        .build()
                        .toByteArray());
    }
}
