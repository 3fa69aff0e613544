package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.aclk.itests.ProxyCell.Family;
import io.aclk.itests.ProxyCell.Login;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Claim, login and link through the proxies of Debian: each cell of kind, login and address family that one of them
 * offers, with every program that offers it. One agent is claimed anew through proxy after proxy. Cells that none offers
 * say why ({@link ProxyCell#whyNotOffered()}, {@code docs/proxies.md}).
 */
class ProxiesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** The login: env, challenge and password, each a connection of its own. */
    private static final int LOGIN_CALLS = 3;

    private static final TestAuthority AUTHORITY = new TestAuthority("authority of the proxies");
    private static final TestCertificate CERTIFICATE = AUTHORITY.issue("127.0.0.1", "::1");

    /**
     * A cloud side.
     *
     * @param token to claim agents with
     * @param trusted its own certificate and that of the proxies' authority
     */
    private record Cloud(Program program, int port, int mqttPort, String token, Path trusted) {}

    /** A proxy that serves several cells. */
    private record Served(ProxyProgram program, Login login, Family family) {}

    @TempDir
    private static Path dir;

    private static final Map<Family, Cloud> CLOUDS = new EnumMap<>(Family.class);
    private static final Map<Served, RunningProxy> PROXIES = new HashMap<>();
    private static Program agent;
    private static ControlSocket control;

    @BeforeAll
    static void start() throws Exception {
        Map<Family, Program> starting = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            Path conf = Files.createDirectories(dir.resolve(family.name()).resolve("conf"));
            Files.writeString(
                    conf.resolve("io.aclk.cloud.cfg"), "listen = " + family.address() + "\nport = 0\nmqtt.port = 0\n");
            starting.put(
                    family,
                    Program.start(
                            dir, "cloud", "--dir", dir.resolve(family.name()).toString()));
        }
        Path conf = Files.createDirectories(dir.resolve("agent/conf"));
        Files.writeString(conf.resolve("io.aclk.agent.web.cfg"), "port = 0\n");
        agent = Program.start(dir, "agent", "--dir", dir.resolve("agent").toString());
        control = new ControlSocket(dir.resolve("agent"));
        for (Family family : Family.values()) {
            CLOUDS.put(family, cloud(family, starting.get(family)));
        }
        Await.until("the agent answers", LIMIT, () -> status().hasNonNull("agent-claimed"), agent::output);
    }

    private static Cloud cloud(Family family, Program program) throws IOException {
        Path home = dir.resolve(family.name());
        ControlSocket cloud = new ControlSocket(home);
        Await.until(
                "the cloud side takes agents",
                LIMIT,
                () -> cloud.json("info", "--json").get("mqtt").asText().startsWith("wss://"),
                program::output);
        Path trusted = dir.resolve(family.name() + ".pem");
        Files.writeString(
                trusted,
                Files.readString(home.resolve("data/cloud/tls/certificate.pem"))
                        + AUTHORITY.certificate().pem());
        return new Cloud(
                program,
                port(home.resolve("run/cloud.port")),
                port(home.resolve("run/mqtt.port")),
                cloud.json("token", "create", "--json").get("token").asText(),
                trusted);
    }

    private static int port(Path file) throws IOException {
        return Integer.parseInt(Files.readString(file).strip());
    }

    @AfterAll
    static void stop() {
        PROXIES.values().forEach(RunningProxy::terminate);
        List<AutoCloseable> all = new ArrayList<>(PROXIES.values());
        all.add(agent);
        CLOUDS.values().forEach(cloud -> all.add(cloud.program()));
        for (AutoCloseable closeable : all) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void everyCellIsOfferedOrSaysWhyNot() {
        for (ProxyCell cell : ProxyCell.all()) {
            boolean offered = Stream.of(ProxyProgram.values()).anyMatch(program -> program.offers(cell));
            assertEquals(cell.whyNotOffered().isEmpty(), offered, cell.toString());
        }
    }

    @Test
    void documentListsEveryCell() throws IOException {
        String document =
                Files.readString(Path.of(System.getProperty("aclk.docs")).resolve("proxies.md"));
        for (ProxyCell cell : ProxyCell.all()) {
            String line = cell.whyNotOffered().isEmpty()
                    ? "| " + cell.kind() + " | " + cell.login() + " | " + cell.family() + " | " + programs(cell) + " |"
                    : "| " + cell.kind() + " | " + cell.login() + " | " + cell.family() + " | none: "
                            + cell.whyNotOffered() + " |";
            assertTrue(document.contains(line), "docs/proxies.md lacks: " + line);
        }
    }

    private static String programs(ProxyCell cell) {
        List<String> names = Stream.of(ProxyProgram.values())
                .filter(program -> program.offers(cell))
                .map(ProxyProgram::toString)
                .toList();
        return String.join(", ", names);
    }

    @TestFactory
    Stream<DynamicContainer> cells() {
        return Stream.of(ProxyProgram.values())
                .flatMap(program ->
                        ProxyCell.all().stream().filter(program::offers).map(cell -> steps(program, cell)));
    }

    @TestFactory
    Stream<DynamicTest> names() {
        return Stream.of(
                dynamicTest(
                        "http leaves a name to the proxy", () -> named(ProxyProgram.TINYPROXY, "http", "localhost")),
                dynamicTest(
                        "socks5 tells the proxy an address",
                        () -> named(ProxyProgram.MICROSOCKS, "socks5", "127.0.0.1")));
    }

    private static void named(ProxyProgram program, String kind, String told) throws Exception {
        Passage passage = new Passage(program, new ProxyCell(kind, Login.NONE, Family.IPV4), "localhost");
        passage.claim();
        passage.login();
        assertEquals(told + ":" + passage.cloud.port(), passage.targets().get(0));
    }

    private static DynamicContainer steps(ProxyProgram program, ProxyCell cell) {
        String name = program + ", " + cell;
        Passage passage = new Passage(program, cell, cell.family().inUrl());
        return dynamicContainer(
                name,
                Stream.of(
                        dynamicTest("claim through " + name, passage::claim),
                        dynamicTest("login through " + name, passage::login),
                        dynamicTest("link through " + name, passage::link)));
    }

    /** One agent on its way through one proxy. */
    private static final class Passage {

        private final ProxyProgram program;
        private final ProxyCell cell;
        private final String host;
        private final Cloud cloud;
        private RunningProxy proxy;
        private boolean claimed;
        private int before;

        private Passage(ProxyProgram program, ProxyCell cell, String host) {
            this.program = program;
            this.cell = cell;
            this.host = host;
            this.cloud = CLOUDS.get(cell.family());
        }

        /** With the link switched off nothing but the claim leaves the agent. */
        private void claim() throws Exception {
            assumeTrue(Files.isExecutable(program.path()), () -> program.path() + " is not installed");
            proxy = proxy(new Served(program, cell.login(), cell.family()));
            before = proxy.tunnels().size();
            assertEquals(0, control.run("link", "stop").exit());
            String former = status().get("claimed-id").asText();
            ControlSocket.Reply reply = control.run(
                    "claim",
                    "--token",
                    cloud.token(),
                    "--url",
                    "https://" + host + ":" + cloud.port(),
                    "--ca",
                    cloud.trusted().toString(),
                    "--proxy",
                    proxy.url(cell));
            assertEquals(0, reply.exit(), () -> reply + describe());
            Await.until(
                    "the link knows of the claim",
                    LIMIT,
                    () -> !status().get("claimed-id").asText().equals(former),
                    this::describe);
            Await.until("the tunnel of the claim", LIMIT, () -> !tunnels().isEmpty(), this::describe);
            assertEquals(List.of(cloud.port()), tunnels(), this::describe);
            claimed = true;
        }

        private void login() throws Exception {
            assumeTrue(claimed, "it could not be claimed");
            assertEquals(0, control.run("link", "start").exit());
            Await.until("online", LIMIT, () -> status().get("online").asBoolean(), this::describe);
            Await.until(
                    "the tunnels of the login",
                    LIMIT,
                    () -> tunnels().stream()
                                    .filter(port -> port == cloud.port())
                                    .count()
                            >= 1 + LOGIN_CALLS,
                    this::describe);
        }

        private void link() throws Exception {
            assumeTrue(claimed, "it could not be claimed");
            assertTrue(status().get("online").asBoolean(), this::describe);
            assertTrue(proxy.isConnectedTo(cloud.mqttPort()), this::describe);
        }

        private List<String> targets() {
            List<String> all = proxy.targets();
            return all.subList(before, all.size());
        }

        private List<Integer> tunnels() {
            List<Integer> all = proxy.tunnels();
            return all.subList(before, all.size());
        }

        private String describe() {
            try {
                return status() + "\n" + proxy.log() + "\n" + Files.readString(dir.resolve("agent/log/error.log"));
            } catch (IOException e) {
                return e.toString();
            }
        }
    }

    private static RunningProxy proxy(Served served) throws IOException {
        RunningProxy proxy = PROXIES.get(served);
        if (proxy == null) {
            proxy = RunningProxy.start(served.program(), served.login(), served.family(), CERTIFICATE);
            PROXIES.put(served, proxy);
        }
        return proxy;
    }

    private static JsonNode status() throws IOException {
        return control.json("status", "--json");
    }
}
