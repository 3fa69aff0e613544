package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Identity;
import io.aclk.api.config.LinkSettings;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.network.internal.NetworkService;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of claiming over real TLS against a scripted cloud. */
class ClaimingServiceTest {

    private static final String ACCEPTED = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final String FORBIDDEN = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
    private static final String BROKEN = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
    private static final TestAuthority AUTHORITY = new TestAuthority("the authority");

    @TempDir
    static Path keys;

    @TempDir
    Path dir;

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final TestNodes nodes = new TestNodes();
    private final TestRegistry registry = new TestRegistry();
    private final NetworkService network = new NetworkService();
    private TestServer cloud;
    private Path ca;
    private InstanceDirectory instance;
    private ClaimingService claiming;

    /** Once: making a key takes a second. */
    @BeforeAll
    static void makeKeys() throws ClaimFailure {
        new KeyFiles(keys).loadOrGenerate();
    }

    @BeforeEach
    void start() throws IOException {
        cloud = TestServer.tls(AUTHORITY.issue("localhost"), this::serve);
        ca = AUTHORITY.certificate().write(dir.resolve("ca.pem"));
        instance = new InstanceDirectory(dir);
        Files.createDirectories(instance.conf());
        Files.createDirectories(instance.cloudD());
        Files.copy(keys.resolve("private.pem"), instance.cloudD().resolve("private.pem"));
        Files.copy(keys.resolve("public.pem"), instance.cloudD().resolve("public.pem"));
    }

    @AfterEach
    void stop() throws IOException {
        if (claiming != null) {
            claiming.stop();
        }
        network.stop();
        cloud.close();
    }

    @Test
    void unclaimedWithoutInputsTouchesNoNetwork() throws Exception {
        activate();
        assertEquals(ClaimState.NOT_CLAIMED_YET, claiming.state().failure());
        settle();
        assertEquals(Optional.empty(), claiming.state().claimId());
        assertEquals(0, cloud.connections());
        assertEquals(null, registry.identity());
    }

    @Test
    void claimConfAtTheStart() throws Exception {
        claimConf("conf");
        answers.add(ACCEPTED);
        activate();
        Identity identity = registry.awaitIdentity();
        String request = requests.poll(5, TimeUnit.SECONDS);
        assertTrue(request.startsWith("PUT /api/v1/spaces/nodes/" + identity.claimId() + " HTTP/1.1\r\n"), request);
        assertTrue(request.contains("\"token\":\"conf\",\"rooms\":[\"a\",\"b\"]"), request);
        assertEquals(TestNodes.MACHINE_GUID, identity.machineGuid());
        assertEquals("golden-agent", identity.hostname());
        assertEquals("v0.1.0", identity.agentVersion());
        assertEquals(1, nodes.forgotten.get());
        assertEquals(identity.claimId(), Files.readString(instance.cloudD().resolve("claimed_id")));
    }

    @Test
    void tokenFileDroppedIntoARunningAgent() throws Exception {
        activate();
        settle();
        answers.add(ACCEPTED);
        Files.writeString(instance.cloudD().resolve("token"), "dropped");
        registry.awaitIdentity();
        assertTrue(requests.poll(5, TimeUnit.SECONDS).contains("\"token\":\"dropped\""));
        assertFalse(Files.exists(instance.cloudD().resolve("token")));
    }

    @Test
    void explicitClaimWithItsOwnAuthority() throws Exception {
        activateTrustingNobody();
        assertFalse(claim("t", Optional.empty()).claimed());
        answers.add(ACCEPTED);
        ClaimResult result = claim("t", Optional.of(ca));
        assertEquals(new ClaimResult(true, "", 1), result);
        Identity identity = registry.awaitIdentity();
        assertEquals(Optional.of(identity.claimId()), claiming.state().claimId());
        assertEquals("", claiming.state().failure());
        assertEquals(Files.readString(ca), Files.readString(instance.cloudD().resolve("trusted.pem")));
    }

    @Test
    void temporaryFailuresAreTriedFiveTimesEachWithAnotherId() throws Exception {
        activate();
        for (int i = 0; i < 5; i++) {
            answers.add(BROKEN);
        }
        ClaimResult result = claim("t", Optional.empty());
        assertEquals(new ClaimResult(false, "Failed: received Internal Server Error", 5), result);
        assertEquals(
                5,
                requests.stream()
                        .map(request -> request.substring(0, request.indexOf(" HTTP")))
                        .distinct()
                        .count());
        assertEquals("Failed: received Internal Server Error", claiming.state().failure());
    }

    @Test
    void refusedReclaimLeavesTheOldIdentity() throws Exception {
        Identity old = claimed();
        answers.add(FORBIDDEN);
        ClaimResult result = claim("other", Optional.empty());
        assertEquals("Failed: token is expired, not found, or invalid", result.reason());
        assertEquals(1, result.attempts());
        assertTrue(old == registry.identity());
        assertEquals(Optional.of(old.claimId()), claiming.state().claimId());
        assertEquals(old.claimId(), Files.readString(instance.cloudD().resolve("claimed_id")));
    }

    @Test
    void acceptedReclaimIsAnotherIdentityWithTheSameKey() throws Exception {
        Identity old = claimed();
        String key = Files.readString(instance.cloudD().resolve("private.pem"));
        answers.add(ACCEPTED);
        assertTrue(claim("other", Optional.empty()).claimed());
        Identity now = registry.awaitIdentity();
        assertNotEquals(old.claimId(), now.claimId());
        assertEquals(key, Files.readString(instance.cloudD().resolve("private.pem")));
        assertEquals(2, registry.registered());
        assertTrue(nodes.forgotten.get() >= 2);
    }

    @Test
    void identityOfEarlierIsLoaded() throws Exception {
        claimConf("must not be used");
        Files.writeString(
                instance.cloudD().resolve("cloud.conf"),
                "[global]\nclaimed_id = C2A80BE00E5E49DDB632F6F36AA7C1E2\nurl = https://cloud.example/\n");
        activate();
        assertEquals(
                "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2", registry.awaitIdentity().claimId());
        settle();
        assertEquals(
                Optional.of(URI.create("https://cloud.example")),
                claiming.state().url());
        assertEquals(0, cloud.connections());
        assertEquals(0, nodes.forgotten.get());
    }

    @Test
    void identityWithoutItsKeyIsNone() throws Exception {
        Files.delete(instance.cloudD().resolve("private.pem"));
        Files.writeString(instance.cloudD().resolve("claimed_id"), "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2");
        activate();
        settle();
        assertEquals(null, registry.identity());
        assertTrue(
                claiming.state().failure().contains("private.pem"),
                claiming.state().failure());
    }

    @Test
    void removedFilesEndTheIdentity() throws Exception {
        claimed();
        Files.delete(instance.cloudD().resolve("cloud.conf"));
        Files.delete(instance.cloudD().resolve("claimed_id"));
        registry.awaitNoIdentity();
    }

    @Test
    void changedSettingsLeaveTheIdentity() throws Exception {
        Identity identity = claimed();
        Map<String, Object> changed = settings(ca);
        changed.put(LinkSettings.QUERY_THREADS, "3");
        claiming.modified(changed);
        settle();
        assertTrue(identity == registry.identity());
    }

    @Test
    void switchedOffNothingIsClaimedAutomaticallyAndNoThreadIsLeft() throws Exception {
        claimConf("conf");
        Map<String, Object> off = settings(ca);
        off.put(LinkSettings.ENABLED, "false");
        activate(off);
        TestThreads.awaitNone("aclk-claiming");
        assertEquals(0, cloud.connections());
        answers.add(ACCEPTED);
        claiming.modified(settings(ca));
        registry.awaitIdentity();
    }

    @Test
    void stopEndsACallThatHangs() throws Exception {
        activate();
        CompletableFuture<ClaimResult> result =
                claiming.claim(request("t", Optional.empty())).toCompletableFuture();
        assertTrue(requests.poll(5, TimeUnit.SECONDS).startsWith("PUT "), "the cloud has the request and says nothing");
        assertTrue(claiming.state().inProgress());
        assertTimeoutPreemptively(Duration.ofSeconds(5), claiming::stop);
        assertThrows(ExecutionException.class, () -> result.get(1, TimeUnit.SECONDS));
        TestThreads.awaitNone("aclk-claiming");
        claiming.stop();
        assertTrue(claiming.claim(request("t", Optional.empty()))
                .toCompletableFuture()
                .isCompletedExceptionally());
    }

    @Test
    void stopWithdrawsTheIdentity() throws Exception {
        claimed();
        claiming.stop();
        assertEquals(null, registry.identity());
    }

    /** Waits until what the thread began is done: a claim that fails before it touches the network comes after it. */
    private void settle() throws Exception {
        assertFalse(claim("t", Optional.of(dir.resolve("missing.pem"))).claimed());
    }

    private Identity claimed() throws Exception {
        activate();
        answers.add(ACCEPTED);
        assertTrue(claim("t", Optional.empty()).claimed());
        return registry.awaitIdentity();
    }

    private void activate() {
        activate(settings(ca));
    }

    private void activateTrustingNobody() {
        activate(settings());
    }

    private void activate(Map<String, Object> settings) {
        claiming = new ClaimingService(
                registry.context(),
                network,
                nodes,
                instance,
                dir.resolve("none").toString(),
                Map.of(),
                settings);
    }

    private Map<String, Object> settings(Path... trusted) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(LinkSettings.URL, url());
        settings.put(LinkSettings.PROXY, "none");
        String[] paths = new String[trusted.length];
        for (int i = 0; i < trusted.length; i++) {
            paths[i] = trusted[i].toString();
        }
        settings.put(LinkSettings.CA, paths);
        return settings;
    }

    private ClaimResult claim(String token, Optional<Path> authority) throws Exception {
        return claiming.claim(request(token, authority)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private ClaimRequest request(String token, Optional<Path> authority) {
        return new ClaimRequest(
                token,
                List.of("room"),
                Optional.of(URI.create(url())),
                Optional.empty(),
                authority,
                Optional.empty(),
                Optional.empty());
    }

    private void claimConf(String token) throws IOException {
        Files.writeString(
                instance.conf().resolve("claim.conf"), "[global]\n   token = " + token + "\n   rooms = a, b\n");
    }

    private String url() {
        return "https://localhost:" + cloud.port();
    }

    /** Answers with the next line of the script; without one says nothing until the client leaves. */
    private void serve(Socket socket) throws IOException {
        requests.add(HttpText.readRequest(socket));
        String answer = answers.poll();
        if (answer != null) {
            HttpText.send(socket, answer);
        }
        HttpText.untilClosed(socket);
    }
}
