package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole of claiming over real TLS against a scripted cloud. */
abstract class ClaimingFixture {

    static final String ACCEPTED = "HTTP/1.1 204 No Content\r\n\r\n";
    static final String FORBIDDEN = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
    static final String BROKEN = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
    private static final TestAuthority AUTHORITY = new TestAuthority("the authority");

    @TempDir
    static Path keys;

    @TempDir
    Path dir;

    final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    final TestNodes nodes = new TestNodes();
    final TestRegistry registry = new TestRegistry();
    /** Of the next component that is activated. */
    FakeConfig config = FakeConfig.done();

    private final NetworkService network = new NetworkService();
    TestServer cloud;
    Path ca;
    InstanceDirectory instance;
    ClaimingService claiming;

    /** Written once: every test copies them. */
    @BeforeAll
    static void makeKeys() throws IOException {
        AgentKey key = TestKeys.ONE;
        Files.writeString(keys.resolve("private.pem"), key.privatePem());
        Files.writeString(keys.resolve("public.pem"), key.publicPem());
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

    /** Waits until what the thread began is done: a claim that fails before it touches the network comes after it. */
    void settle() throws Exception {
        assertFalse(claim("t", Optional.of(dir.resolve("missing.pem"))).claimed());
    }

    Identity claimed() throws Exception {
        activate();
        answers.add(ACCEPTED);
        assertTrue(claim("t", Optional.empty()).claimed());
        requests.clear();
        return registry.awaitIdentity();
    }

    void activate() {
        activate(settings(ca));
    }

    void activate(Map<String, Object> settings) {
        activate(settings, Optional.of(Map.of()));
    }

    /** @param link the condition that the link is switched on */
    void activate(Map<String, Object> settings, Optional<Map<String, Object>> link) {
        claiming = new ClaimingService(
                registry.context(),
                network,
                nodes,
                instance,
                Map.of(),
                new RunningAgents(dir.resolve("no processes"), List.of()),
                Duration.ofMillis(200),
                settings);
        claiming.config = config;
        link.ifPresent(claiming::linkOn);
    }

    Map<String, Object> settings(Path... trusted) {
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

    ClaimResult claim(String token, Optional<Path> authority) throws Exception {
        return claiming.claim(request(token, authority)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    ClaimRequest request(String token, Optional<Path> authority) {
        return new ClaimRequest(
                token,
                List.of("room"),
                Optional.of(URI.create(url())),
                Optional.empty(),
                authority,
                Optional.empty(),
                Optional.empty());
    }

    void claimConf(String token) throws IOException {
        Files.writeString(
                instance.conf().resolve("claim.conf"), "[global]\n   token = " + token + "\n   rooms = a, b\n");
    }

    /** A file of {@code cloud.d}. */
    String stored(String name) throws IOException {
        return Files.readString(instance.cloudD().resolve(name));
    }

    String url() {
        return "https://localhost:" + cloud.port();
    }

    /** Answers with the next line of the script; without one says nothing until the client leaves. */
    private void serve(Socket socket) throws IOException {
        String request = HttpText.readRequest(socket);
        String answer = answers.poll();
        // whoever sees the request may add the answer to the next one
        requests.add(request);
        if (answer != null) {
            HttpText.send(socket, answer);
        }
        HttpText.untilClosed(socket);
    }
}
