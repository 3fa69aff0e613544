package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.CloudServer;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.store.internal.StoreOnDisk;
import io.aclk.schemas.DisconnectReq;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code bin/cloud}, as the runtime calls them. */
class CommandsTest {

    private static final URI URL = URI.create("https://localhost:8443");

    @TempDir
    Path directory;

    private final FakeBus bus = new FakeBus();
    private final Routes routes = new Routes();
    private final Credentials credentials = new Credentials(Clock.systemUTC());
    private StoreOnDisk disk;
    private Store store;
    private ServerKey key;

    @BeforeEach
    void open() throws Exception {
        disk = new StoreOnDisk(directory, Clock.systemUTC());
        store = disk.store();
        key = new ServerKeyFiles(
                        new Settings("127.0.0.1", 0, Optional.empty(), Optional.empty(), Optional.empty(), directory),
                        Clock.systemUTC())
                .open();
    }

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void infoSaysHowWeAreReached() {
        CloudServer server = new Here();
        InfoCommand command =
                new InfoCommand(Map.entry(Map.of(CloudServer.PORT, 8443), server), key, store, new Counters(), bus);
        Map<?, ?> info = json(run(command, "--json"));
        assertEquals("https://localhost:8443/", info.get("console"));
        assertEquals("https://localhost:8443", info.get("url"));
        assertEquals(8443, info.get("port"));
        assertEquals(bus.endpoint(), info.get("mqtt"));
        assertEquals(key.certificate().toString(), info.get("certificate"));
        assertEquals(key.pin(), info.get("pin"));
        assertEquals(true, info.get("selfSigned"));
        assertEquals("All nodes", ((Map<?, ?>) ((List<?>) info.get("rooms")).get(0)).get("name"));
        assertTrue(out(run(command)).contains("Console: https://localhost:8443/\n"));
        InfoCommand withoutBroker =
                new InfoCommand(Map.entry(Map.of(CloudServer.PORT, 8443), server), key, store, new Counters(), null);
        assertTrue(out(run(withoutBroker)).contains("Broker: not running"));
    }

    @Test
    void aTokenIsMadeListedAndRevoked() throws Exception {
        TokenCommand command = tokens();
        Map<?, ?> made = json(run(command, "create", "--name", "rack 7", "--expires", "30", "--json"));
        assertEquals("rack 7", made.get("name"));
        assertTrue(made.containsKey("expires"));
        store.claim(new Store.Claim(
                Golden.CLAIM, "pi", UUID.fromString(Golden.MACHINE), "key", (String) made.get("token"), List.of()));
        String commands = out(run(command, "create"));
        assertTrue(commands.contains("--url https://localhost:8443 --ca " + key.certificate()), commands);
        String second = commands.replaceAll("(?s).*? --token (\\S+) .*", "$1");
        assertTrue(store.token(second).isPresent(), commands);
        assertTrue(out(run(command, "list")).contains("rack 7"));
        assertFalse(out(run(command, "list")).contains(second), "a secret is shown once");
        assertEquals(0, run(command, "revoke", (String) made.get("id")).get("exit"));
        assertTrue(out(run(command, "list")).contains("revoked"));
        assertEquals(1, run(command, "revoke", "nothing").get("exit"));
    }

    @Test
    void aRemovedNodeIsDisconnected() throws Exception {
        UUID machine = UUID.fromString(Golden.MACHINE);
        store.claim(new Store.Claim(
                Golden.CLAIM, "pi", machine, "key", store.createToken("t", Optional.empty()), List.of()));
        store.agentConnection(Golden.CLAIM, true, 5, false, Map.of());
        UUID node = store.createNode(Golden.CLAIM, machine, "pi", 0);
        routes.connected(Golden.CLAIM, 5);
        routes.announced(Golden.CLAIM, node, true, true, 0);
        NodeCommand command = nodes(bus);
        assertTrue(out(run(command, "list")).contains(node + "  offline  "));
        assertEquals(1, ((List<?>) Golden.json(out(run(command, "list", "--json")))).size());

        assertEquals(0, run(command, "remove", node.toString()).get("exit"));
        assertEquals("agent-" + Golden.CLAIM, bus.disconnected.poll());
        assertEquals(Optional.empty(), routes.to(node));
        assertEquals(1, run(command, "remove", node.toString()).get("exit"));
        assertEquals(1, run(command, "remove", "nonsense").get("exit"));
    }

    @Test
    void aBannedNodeIsSentAwayAndComesBackWhenTheBanIsLifted() throws Exception {
        UUID machine = UUID.fromString(Golden.MACHINE);
        store.claim(new Store.Claim(
                Golden.CLAIM, "pi", machine, "key", store.createToken("t", Optional.empty()), List.of()));
        store.agentConnection(Golden.CLAIM, true, 5, false, Map.of());
        UUID node = store.createNode(Golden.CLAIM, machine, "pi", 0);
        NodeCommand command = nodes(bus);
        Credentials.Login unused = credentials.create(Golden.CLAIM);

        assertTrue(out(run(command, "ban", node.toString())).contains("node unban " + node));
        FakeBus.Message message = bus.next();
        assertEquals("DisconnectReq", message.name());
        assertTrue(DisconnectReq.parseFrom(message.payload()).getPermaban());
        assertEquals("agent-" + Golden.CLAIM, bus.disconnected.poll());
        assertEquals(Optional.empty(), credentials.login(unused.clientId(), unused.username(), unused.password()));
        assertTrue(store.agent(Golden.CLAIM).orElseThrow().banned().isPresent());
        assertTrue(out(run(command, "list")).endsWith("  pi  (banned)\n"));
        assertEquals(1, run(command, "ban", node.toString()).get("exit"), "it is already");

        assertTrue(out(run(command, "unban", node.toString())).contains("--lift-ban"));
        assertTrue(store.agent(Golden.CLAIM).orElseThrow().banned().isEmpty());
        assertEquals(1, run(command, "unban", node.toString()).get("exit"));
        assertEquals(1, run(command, "ban", UUID.randomUUID().toString()).get("exit"));
        assertEquals(1, run(command, "unban", "nonsense").get("exit"));
    }

    @Test
    void aBannedAgentThatLeavesByItselfIsWaitedFor() throws Exception {
        UUID machine = UUID.fromString(Golden.MACHINE);
        store.claim(new Store.Claim(
                Golden.CLAIM, "pi", machine, "key", store.createToken("t", Optional.empty()), List.of()));
        routes.connected(Golden.CLAIM, 5);
        Thread agent = new Thread(() -> {
            try {
                bus.next();
                assertTrue(bus.disconnected.isEmpty(), "cut off before it could say goodbye");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                routes.disconnected(Golden.CLAIM);
            }
        });
        agent.start();
        assertEquals(0, run(nodes(bus), "ban", Golden.CLAIM).get("exit"));
        agent.join(TimeUnit.SECONDS.toMillis(FakeBus.LIMIT_SECONDS));
        assertTrue(routes.session(Golden.CLAIM).isEmpty());
    }

    @Test
    void theNameOfANodeDoesNotSteerTheTerminal() throws Exception {
        UUID machine = UUID.fromString(Golden.MACHINE);
        store.claim(new Store.Claim(
                Golden.CLAIM, "pi", machine, "key", store.createToken("t", Optional.empty()), List.of()));
        store.createNode(Golden.CLAIM, machine, "a\u001b[2J\nb", 0);
        assertTrue(out(run(nodes(bus), "list")).endsWith("  a?[2J?b\n"));
    }

    @Test
    void aPasswordIsMadeAndShownOnce() {
        store.setPassword("admin", "first password");
        PasswordCommand command = new PasswordCommand(store);
        Map<?, ?> made = json(run(command, "--json"));
        assertEquals("admin", made.get("user"));
        assertTrue(store.authenticate("admin", (String) made.get("password")));
        assertEquals(1, run(command, "--user", "jo").get("exit"), "a slip of the pen makes no user");
        assertFalse(store.passwordEdition("jo").isPresent());
        String other = out(run(command, "--user", "jo", "--create")).trim();
        assertTrue(store.authenticate("jo", other));
        out(run(command, "--user", "jo"));
        assertFalse(store.authenticate("jo", other));
    }

    @Test
    void wrongUsageIsExplained() {
        for (Map<String, Object> result : List.of(
                run(tokens()),
                run(tokens(), "destroy"),
                run(tokens(), "revoke"),
                run(tokens(), "create", "--expires", "soon"),
                run(tokens(), "create", "--expires"),
                run(tokens(), "create", "--expires", "0"),
                run(nodes(null)),
                run(nodes(null), "remove"),
                run(nodes(null), "ban"),
                run(nodes(null), "unban"),
                run(new PasswordCommand(store), "--user", "a b"),
                run(new PasswordCommand(store), "--user", "--json"))) {
            assertEquals(2, result.get("exit"));
            assertTrue(((String) result.get("err")).startsWith("Usage: "), () -> "got " + result);
            assertEquals("", result.get("out"));
        }
    }

    @Test
    void theFirstStartTellsTheSecretsAndTheSecondDoesNot() {
        String first = new Welcome(store, key, URL).text();
        assertTrue(first.contains("Console: https://localhost:8443/\n"), first);
        String password = first.replaceAll("(?s).*password: (\\S+).*", "$1");
        assertTrue(store.authenticate("admin", password));
        assertTrue(first.contains("--rooms 'All nodes' --url https://localhost:8443 --ca " + key.certificate()), first);
        assertTrue(first.contains(" --pin " + key.pin()), first);
        String second = new Welcome(store, key, URL).text();
        assertFalse(second.contains("password"), second);
        assertTrue(second.contains("bin/cloud token create"), second);
    }

    @Test
    void agentsOnOtherMachinesNeedAnAddressThatTheyReach() {
        String local = ClaimCommand.explained("t", "All nodes", URL, key);
        assertTrue(local.contains("--public-url"), local);
        assertFalse(local.contains("on another machine"), local);
        String reachable = ClaimCommand.explained("t", "All nodes", URI.create("https://cloud.example:8443"), key);
        assertFalse(reachable.contains("--public-url"), reachable);
        assertTrue(reachable.contains("on another machine:\n    bin/netdata-cloud.sh --token t "), reachable);
        assertTrue(reachable.contains("add --dir DIR"), reachable);
    }

    @Test
    void theCommandForAnyMachineHasThePinUnlessMachinesTrustTheCertificate() {
        String made = ClaimCommand.anywhere("t", "All nodes", URI.create("https://cloud.example:8443"), key);
        assertEquals(
                "bin/netdata-cloud.sh --token t --rooms 'All nodes' --url https://cloud.example:8443 --pin "
                        + key.pin(),
                made);
        ServerKey owned = new PemServerKey(key.certificate(), key.certificate(), key.sslContext(), key.pin(), false);
        assertFalse(ClaimCommand.anywhere("t", "All nodes", URL, owned).contains("--pin"));
        assertTrue(
                ClaimCommand.explained("t", "All nodes", URL, owned).contains("not trusted, add --pin " + key.pin()));
    }

    /** Where the commands are told that the server is. */
    private record Here() implements CloudServer {
        @Override
        public URI url() {
            return URL;
        }

        @Override
        public String claimCommand(String token) {
            throw new UnsupportedOperationException("the commands explain more than that");
        }
    }

    private NodeCommand nodes(Bus broker) {
        return new NodeCommand(store, routes, credentials, broker);
    }

    private TokenCommand tokens() {
        return new TokenCommand(store, key, new Here());
    }

    private static Map<String, Object> run(Function<Map<String, Object>, Map<String, Object>> command, String... args) {
        return command.apply(Map.of("args", List.of(args), "user", "test"));
    }

    private static String out(Map<String, Object> result) {
        assertEquals(0, result.get("exit"), () -> "got " + result);
        return (String) result.get("out");
    }

    private static Map<?, ?> json(Map<String, Object> result) {
        return (Map<?, ?>) Golden.json(out(result));
    }
}
