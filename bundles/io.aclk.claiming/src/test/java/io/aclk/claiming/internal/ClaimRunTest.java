package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimResult;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkOptions;
import io.aclk.host.api.NodeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimRunTest {

    private static final AgentKey KEY = TestKeys.ONE;

    @TempDir
    Path dir;

    private final List<Long> pauses = new ArrayList<>();
    private final Deque<HttpReply> answers = new ArrayDeque<>();
    private Consumer<AbortSignal> whileWaiting = abort -> {};
    private TestNodes nodes;
    private ClaimFiles files;

    @BeforeEach
    void start() {
        nodes = new TestNodes();
        files = new ClaimFiles(new CloudDirectory(dir));
    }

    @Test
    void fiveAttemptsWithGrowingPauses() throws Exception {
        answer(500, 503, 504, 200, 500);
        ClaimRun.Ended ended = run(nodes);
        assertEquals(
                new ClaimResult(false, "Failed: received Internal Server Error; try again later", 5), ended.result());
        assertTrue(ended.retry());
        assertEquals(List.of(300L, 400L, 500L, 600L), pauses);
        assertEquals(0, nodes.forgotten.get());
    }

    @Test
    void successAfterFailures() throws Exception {
        answer(503, 204);
        assertEquals(new ClaimResult(true, "", 2), run(nodes).result());
        assertEquals(List.of(300L), pauses);
        assertEquals(1, nodes.forgotten.get());
        assertTrue(files.load().isPresent());
    }

    @Test
    void verdictIsNotTriedAgain() throws Exception {
        answer(403);
        ClaimRun.Ended ended = run(nodes);
        assertEquals(1, ended.result().attempts());
        assertFalse(ended.retry());
        assertEquals(List.of(), pauses);
    }

    @Test
    void claimThatCannotBeStoredIsNotMade() throws Exception {
        Files.createDirectories(dir.resolve("cloud.conf").resolve("in the way"));
        ClaimRun.Ended ended = run(nodes);
        assertEquals(0, ended.result().attempts());
        assertTrue(ended.result().reason().startsWith("Cannot write private key file: " + dir.resolve("private.pem")));
        assertTrue(files.load().isEmpty());
    }

    @Test
    void shortRetryAfterIsWaitedFor() throws Exception {
        answers.add(reply(503, "2"));
        answer(204);
        assertTrue(run(nodes).result().claimed());
        assertEquals(List.of(2000L), pauses);
    }

    @Test
    void longRetryAfterEndsTheRunAndIsToldAndPassedOn() throws Exception {
        answers.add(reply(429, "120"));
        ClaimRun.Ended ended = run(nodes);
        assertEquals(
                new ClaimResult(
                        false, "Failed with response code 429; try again later: it wants no attempt for 120 s", 1),
                ended.result());
        assertTrue(ended.retry());
        assertEquals(Optional.of(Duration.ofSeconds(120)), ended.retryAfter());
        assertEquals(List.of(), pauses);
    }

    @Test
    void retryAfterThatIsShorterThanTheUsualPauseChangesNothing() throws Exception {
        answers.add(reply(503, "0"));
        answer(204);
        assertTrue(run(nodes).result().claimed());
        assertEquals(List.of(300L), pauses);
    }

    @Test
    void aRunThatIsAbortedInAPauseTellsWhatTheServerWants() {
        whileWaiting = AbortSignal::abort;
        answers.add(reply(503, "2"));
        AbortedPause e = assertThrows(AbortedPause.class, () -> run(nodes));
        assertEquals(Duration.ofSeconds(2), e.wanted());
        assertEquals(List.of(2000L), pauses);
    }

    @Test
    void nodeIdsThatCannotBeForgotten() throws Exception {
        answer(204);
        NodeDirectory broken = new TestNodes() {
            @Override
            public void forgetNodeIds() {
                throw new UncheckedIOException(new IOException("disk full"));
            }
        };
        assertEquals(
                "Failed to save claiming info to disk: java.io.IOException: disk full",
                run(broken).result().reason());
        assertTrue(files.load().isEmpty());
    }

    private void answer(int... statuses) {
        for (int status : statuses) {
            answers.add(new HttpReply(status, Map.of(), new byte[0]));
        }
    }

    private static HttpReply reply(int status, String retryAfter) {
        return new HttpReply(status, Map.of("retry-after", retryAfter), new byte[0]);
    }

    private ClaimRun.Ended run(NodeDirectory directory) throws Exception {
        Network network = new Network() {
            @Override
            public NetworkConnection connect(
                    String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
                throw new IllegalStateException("a claim is one HTTP exchange");
            }

            @Override
            public HttpReply exchange(
                    HttpCall request, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
                return answers.remove();
            }
        };
        ClaimRun run = new ClaimRun(
                directory,
                new CloudDirectory(dir),
                new ClaimCall(network, Clock.systemUTC()),
                (pause, abort) -> {
                    pauses.add(pause.toMillis());
                    whileWaiting.accept(abort);
                    abort.register(() -> {});
                },
                () -> KEY);
        return run.run(
                new ClaimInputs("t", List.of(), URI.create("https://x"), NetworkOptions.DIRECT, Optional.empty()),
                false,
                new AbortSignal());
    }
}
