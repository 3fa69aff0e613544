package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import io.aclk.host.api.ApiEndpoint.Content;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.Cancellation;
import io.aclk.host.api.Channel;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.Node;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table in {@code protocol/claiming.md} section 7. */
class ClaimEndpointTest {

    private static final String CLAIM_ID = "7c7a8f2e-0b1d-4a56-9a3c-2f7f3f0d9e11";
    private static final List<String> INFO = List.of("cloud", "can_be_claimed", "key_filename", "cmd", "help", "agent");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path dir;

    private final FakeClaiming claiming = new FakeClaiming();
    private final Directory nodes = new Directory();
    private volatile Map<String, Object> cloud = cloud("available", "Agent is not claimed yet");
    private Path keyFile;
    private ClaimEndpoint endpoint;

    @BeforeEach
    void start() {
        keyFile = dir.resolve("data").resolve("netdata_random_session_id");
        start(new ClaimEndpoint.Limits(LONG, LONG));
    }

    private void start(ClaimEndpoint.Limits limits) {
        endpoint = new ClaimEndpoint(claiming, nodes, new InstanceDirectory(dir), limits, InstantSource.fixed(NOW));
        endpoint.contributors(List.of(document -> Map.of("cloud", cloud)));
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.stop();
        TestThreads.awaitNone("aclk-claiming-http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v3"})
    void withoutAKeyItTellsHowToClaim(String version) throws Exception {
        Content answer = get("/api/" + version + "/claim?token=t&url=https://cloud.example");
        assertEquals(200, answer.status());
        Map<String, Object> page = json(answer);
        assertEquals(INFO, List.copyOf(page.keySet()));
        assertEquals(cloud, page.get("cloud"));
        assertEquals(true, page.get("can_be_claimed"));
        assertEquals(keyFile.toString(), page.get("key_filename"));
        assertEquals("sudo cat " + keyFile, page.get("cmd"));
        assertFalse(page.get("help").toString().isEmpty());
        assertEquals(
                Map.of(
                        "mg",
                        TestNodes.MACHINE_GUID.toString(),
                        "nm",
                        "golden-agent",
                        "now",
                        NOW.getEpochSecond(),
                        "ai",
                        0L),
                withoutNulls(page.get("agent")));
        assertTrue(claiming.requests.isEmpty());
    }

    @Test
    void theKeyFileIsAUuidAndALineBreakThatOnlyItsOwnerReads() throws Exception {
        get("/api/v3/claim");
        String text = Files.readString(keyFile);
        assertEquals(37, text.length());
        assertEquals(text.strip(), UUID.fromString(text.strip()).toString());
        assertTrue(text.endsWith("\n"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"online", "banned"})
    void whatCannotBeClaimedOnlySaysSoAndKeepsTheKey(String status) throws Exception {
        String key = key();
        cloud = cloud(status, "");
        Content answer = get("/api/v3/claim?key=" + key + "&token=t&url=https://cloud.example");
        assertEquals(200, answer.status());
        assertEquals(INFO, List.copyOf(json(answer).keySet()));
        assertEquals(false, json(answer).get("can_be_claimed"));
        assertEquals(key, key());
        assertTrue(claiming.requests.isEmpty());
    }

    @Test
    void aWrongKeyIsRefusedAndTheRightOneIsAnotherAfterwards() throws Exception {
        String before = key();
        Content answer = get("/api/v3/claim?key=" + UUID.randomUUID() + "&token=t&url=https://cloud.example");
        assertEquals(400, answer.status());
        assertRefused("invalid key", answer);
        String after = key();
        assertNotEquals(before, after);
        assertEquals(
                400,
                get("/api/v3/claim?key=" + before + "&token=t&url=https://cloud.example")
                        .status());
        assertNotEquals(after, key());
        assertTrue(claiming.requests.isEmpty());
    }

    @Test
    void aWrongKeyInVersionTwoIsText() throws Exception {
        Content answer = get("/api/v2/claim?key=wrong&token=t&url=https://cloud.example");
        assertEquals(400, answer.status());
        assertEquals("text/plain; charset=utf-8", answer.contentType());
        assertEquals("invalid key", text(answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&token=t",
                "&url=https://cloud.example",
                "&token=&url=https://cloud.example",
                "&token=a%20b&url=https://cloud.example",
                "&token=t;u&url=https://cloud.example",
                "&token=t%zz&url=https://cloud.example",
                "&token=t&url=https://cloud.example/%3Fa",
                "&token=t&url=https://user@cloud.example",
                "&token=t&url=file:/etc/passwd",
                "&token=t&url=cloud",
                "&token=t&url=https://cloud.example&rooms=a%22b",
                "&token=t&url=https://cloud.example&rooms=%C3%A4"
            })
    void badParametersAreRefusedAndCostTheKey(String parameters) throws Exception {
        String key = key();
        Content answer = get("/api/v3/claim?key=" + key + parameters);
        assertEquals(400, answer.status());
        assertRefused("invalid parameters", answer);
        assertNotEquals(key, key());
        Content two = get("/api/v2/claim?key=" + key() + parameters);
        assertEquals(400, two.status());
        assertEquals("invalid parameters", text(two));
        assertTrue(claiming.requests.isEmpty());
    }

    @Test
    void whatTheCloudRefusesIsToldWithItsReason() throws Exception {
        claiming.result.complete(new ClaimResult(false, "Failed: agent is already claimed", 1));
        String key = key();
        Content answer = get("/api/v3/claim?key=" + key + "&token=a.b-c_1&rooms=r1,r2&url=https://cloud.example:8443/");
        assertEquals(200, answer.status());
        assertRefused("Failed: agent is already claimed", answer);
        assertNotEquals(key, key());
        ClaimRequest request = claiming.requests.take();
        assertEquals("a.b-c_1", request.token());
        assertEquals(List.of("r1", "r2"), request.rooms());
        assertEquals(Optional.of(URI.create("https://cloud.example:8443")), request.url());
        assertEquals(Optional.empty(), request.proxy(), "that of the settings in force");
        assertEquals(Optional.empty(), request.insecure(), "that of the settings in force");
        claiming.result = CompletableFuture.completedFuture(new ClaimResult(false, "Failed: Gateway Timeout", 5));
        assertEquals(
                200,
                get("/api/v2/claim?key=" + key() + "&token=t&url=https://cloud.example")
                        .status());
    }

    @Test
    void whatIsClaimedIsAnsweredWhenItIsOnlineWithANodeId() throws Exception {
        CompletableFuture<Content> answer =
                ask("/api/v3/claim?key=" + key() + "&token=t&rooms=&url=https%3A%2F%2Fcloud.example");
        claiming.requests.take();
        assertFalse(answer.isDone(), "the cloud has not answered");
        claiming.claimId = Optional.of(CLAIM_ID);
        claiming.result.complete(new ClaimResult(true, "", 1));
        Map<String, Object> stranger = cloud("online", "");
        stranger.put("claim_id", "00000000-0000-4000-8000-000000000000");
        cloud = stranger;
        nodes.nodeId = Optional.of(UUID.randomUUID());
        settle();
        assertFalse(answer.isDone(), "online with the identity of before");
        Map<String, Object> online = cloud("online", "");
        online.put("claim_id", CLAIM_ID);
        cloud = online;
        Content content = answer.get(20, TimeUnit.SECONDS);
        assertEquals(200, content.status());
        Map<String, Object> page = json(content);
        assertEquals(List.of("success", "message", "cloud", "agent"), List.copyOf(page.keySet()));
        assertEquals(true, page.get("success"));
        assertEquals("ok", page.get("message"));
        assertEquals(online, page.get("cloud"));
        assertEquals(nodes.nodeId.get().toString(), ((Map<?, ?>) page.get("agent")).get("nd"));
    }

    @Test
    void whatIsClaimedAndDoesNotComeOnlineIsAnsweredAfterTheLimit() throws Exception {
        endpoint.stop();
        start(new ClaimEndpoint.Limits(LONG, Duration.ofMillis(100)));
        claiming.result.complete(new ClaimResult(true, "", 1));
        Content answer = get("/api/v3/claim?key=" + key() + "&token=t&url=https://cloud.example");
        assertEquals(true, json(answer).get("success"));
    }

    @Test
    void aClaimThatTakesTooLongGoesOnBehindAnAnswer() throws Exception {
        endpoint.stop();
        start(new ClaimEndpoint.Limits(Duration.ofMillis(100), LONG));
        Content answer = get("/api/v3/claim?key=" + key() + "&token=t&url=https://cloud.example");
        assertEquals(200, answer.status());
        assertRefused("Claiming is in progress", answer);
        assertFalse(claiming.result.isDone());
    }

    @Test
    void behindAClaimThatRunsNoOtherIsMade() throws Exception {
        claiming.inProgress = true;
        String key = key();
        Content answer = get("/api/v3/claim?key=" + key + "&token=t&url=https://cloud.example");
        assertRefused("Claiming is in progress", answer);
        assertTrue(claiming.requests.isEmpty());
        assertNotEquals(key, key());
    }

    @Test
    void theLinkNeverReachesIt() throws Exception {
        String key = key();
        ApiRequest request =
                ApiRequest.get("/api/v3/claim?key=" + key + "&token=t&url=https://cloud.example", Channel.CLOUD);
        Content answer = endpoint.handle(request).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertEquals(404, answer.status());
        assertEquals("Unsupported API command: claim", text(answer));
        assertEquals(key, key());
    }

    @Test
    void onlyGetClaims() throws Exception {
        ApiRequest request = new ApiRequest(
                "POST", "/api/v3/claim?key=" + key(), Map.of(), new byte[0], Channel.LOCAL, Cancellation.none());
        assertEquals(
                405,
                endpoint.handle(request)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS)
                        .status());
    }

    @Test
    void withoutTheLinkTheCloudObjectIsWhatClaimingKnows() throws Exception {
        endpoint.contributors(List.of());
        claiming.failure = "Failed: received Internal Server Error";
        Map<?, ?> object = (Map<?, ?>) json(get("/api/v3/claim")).get("cloud");
        assertEquals("available", object.get("status"));
        assertEquals("Failed: received Internal Server Error", object.get("reason"));
        assertEquals("https://cloud.example", object.get("url"));
    }

    @Test
    void aDirectoryThatCannotBeWrittenLeavesNoKeyToGuess() throws Exception {
        Files.createDirectories(dir);
        Files.writeString(dir.resolve("data"), "a file where the directory should be");
        get("/api/v3/claim");
        Content answer = get("/api/v3/claim?key=%20&token=t&url=https://cloud.example");
        assertRefused("invalid key", answer);
    }

    @Test
    void stoppingEndsWhatWaits() throws Exception {
        CompletableFuture<Content> answer = ask("/api/v3/claim?key=" + key() + "&token=t&url=https://cloud.example");
        claiming.requests.take();
        endpoint.stop();
        assertThrows(ExecutionException.class, () -> answer.get(20, TimeUnit.SECONDS));
        assertEquals(503, get("/api/v3/claim").status());
    }

    @Test
    void aPathWithABlankIsQuotedAndContainersAndWindowsHaveTheirCommands() throws Exception {
        Path file = Path.of("/a b/key");
        ClaimPage.Facts facts = new ClaimPage.Facts(Map.of(), true, TestNodes.node(), 0);
        assertTrue(new ClaimPage(file, false).info(facts).contains("\"cmd\":\"sudo cat \\\"/a b/key\\\"\""));
        assertTrue(new ClaimPage(file, true).info(facts).contains("\"cmd\":\"more \\\"/a b/key\\\"\""));
        ClaimPage docker = new ClaimPage(Path.of("/key"), false);
        assertTrue(docker.info(new ClaimPage.Facts(Map.of(), true, Directory.in("docker"), 0))
                .contains("\"cmd\":\"docker exec CONTAINER cat /key\""));
        assertTrue(docker.info(new ClaimPage.Facts(Map.of(), true, Directory.in("docker", "0123456789ab"), 0))
                .contains("\"cmd\":\"docker exec 0123456789ab cat /key\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "&url=https://cloud.example                           | 'token' is missing",
                "&token=secret                                        | 'url' is missing",
                "&token=secret;x&url=https://cloud.example            | 'token' contains the character ;",
                "&token=secret%zz&url=https://cloud.example           | 'token' contains something that cannot be decoded",
                "&token=secret&url=https://cloud.example&rooms=a%20b  | 'rooms' contains a blank",
                "&token=secret&url=https://cloud.example&rooms=%C3%A4 | 'rooms' contains the character U+00E4",
                "&token=secret&url=cloud                              | 'url' wants a URL that begins with https://"
            })
    void theHelpSaysWhichParameterIsWrongAndNotTheToken(String parameters, String mistake) throws Exception {
        Content answer = get("/api/v3/claim?key=" + key() + parameters);
        assertRefused("invalid parameters", answer);
        String help = json(answer).get("help").toString();
        assertTrue(help.startsWith("The parameter " + mistake), help);
        assertFalse(text(answer).contains("secret"), help);
    }

    // ---- steps

    private String key() throws Exception {
        get("/api/v3/claim");
        return Files.readString(keyFile).strip();
    }

    private Content get(String target) throws Exception {
        return ask(target).get(20, TimeUnit.SECONDS);
    }

    private CompletableFuture<Content> ask(String target) {
        return endpoint.handle(ApiRequest.get(target, Channel.LOCAL)).toCompletableFuture();
    }

    /** Waits until everything that was due on the thread is done, twice a step of waiting. */
    private void settle() throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(150);
        while (System.nanoTime() - end < 0) {
            get("/api/v3/claim");
        }
    }

    private static void assertRefused(String message, Content answer) throws IOException {
        Map<String, Object> page = json(answer);
        List<String> members = new ArrayList<>(List.of("success", "message"));
        members.addAll(INFO);
        assertEquals(members, List.copyOf(page.keySet()));
        assertEquals(false, page.get("success"));
        assertEquals(message, page.get("message"));
    }

    private static Map<String, Object> cloud(String status, String reason) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", 0L);
        members.put("status", status);
        members.put("since", 5L);
        members.put("reason", reason);
        return members;
    }

    private static String text(Content content) {
        return new String(content.body(), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> json(Content content) throws IOException {
        assertEquals("application/json; charset=utf-8", content.contentType());
        try (JsonParser in = new JsonFactory().createParser(content.body())) {
            in.nextToken();
            return object(in);
        }
    }

    private static Map<String, Object> object(JsonParser in) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            switch (in.nextToken()) {
                case START_OBJECT -> members.put(name, object(in));
                case VALUE_NUMBER_INT -> members.put(name, in.getLongValue());
                case VALUE_TRUE, VALUE_FALSE -> members.put(name, in.getBooleanValue());
                case VALUE_NULL -> members.put(name, null);
                default -> members.put(name, in.getText());
            }
        }
        return members;
    }

    private static Map<Object, Object> withoutNulls(Object members) {
        Map<Object, Object> left = new LinkedHashMap<>((Map<?, ?>) members);
        left.values().removeIf(java.util.Objects::isNull);
        return left;
    }

    /** A node that can be given an id. */
    private static final class Directory extends TestNodes {
        volatile Optional<UUID> nodeId = Optional.empty();

        @Override
        public List<Node> nodes() {
            return List.of(with(TestNodes.node(), nodeId, "none"));
        }

        static Node in(String container) {
            return with(TestNodes.node(), Optional.empty(), container);
        }

        static Node in(String container, String hostname) {
            Node node = in(container);
            return new Node(node.machineGuid(), node.nodeId(), hostname, 0, true, true, node.info(), node.labels());
        }

        private static Node with(Node node, Optional<UUID> nodeId, String container) {
            io.aclk.host.api.NodeInfo info = node.info();
            return new Node(
                    node.machineGuid(),
                    nodeId,
                    node.hostname(),
                    0,
                    true,
                    true,
                    new io.aclk.host.api.NodeInfo(
                            info.os(),
                            info.osName(),
                            info.osId(),
                            info.osVersion(),
                            info.kernelName(),
                            info.kernelVersion(),
                            info.architecture(),
                            1,
                            0,
                            "cpu",
                            0,
                            0,
                            "v0.1.0",
                            "stable",
                            "UTC",
                            "none",
                            container),
                    Map.of());
        }
    }

    /** Records requests, and answers when the test says so. */
    private static final class FakeClaiming implements Claiming {
        final BlockingQueue<ClaimRequest> requests = new LinkedBlockingQueue<>();
        volatile CompletableFuture<ClaimResult> result = new CompletableFuture<>();
        volatile Optional<String> claimId = Optional.empty();
        volatile String failure = ClaimState.NOT_CLAIMED_YET;
        volatile boolean inProgress;

        @Override
        public ClaimState state() {
            return new ClaimState(
                    claimId, Optional.of(URI.create("https://cloud.example")), failure, inProgress, Optional.empty());
        }

        @Override
        public CompletionStage<ClaimResult> claim(ClaimRequest request) {
            requests.add(request);
            return result;
        }

        @Override
        public CompletionStage<ClaimResult> rotateKey() {
            throw new AssertionError("not used");
        }

        @Override
        public CompletionStage<Path> unclaim(String who) {
            throw new AssertionError("not used");
        }

        @Override
        public CompletionStage<ClaimResult> adopt(Path cloudD, String who) {
            throw new AssertionError("not used");
        }

        @Override
        public void takenOver(String claimId) {
            throw new AssertionError("not used");
        }
    }
}
