package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of secret that an agent is told, through every door, with its log at its most talkative and with failures of
 * every kind: none is found in the instance directory but in {@code cloud.d} and where the owner wrote it, and none in
 * what programs print. {@code SecretServicesIT} looks inside the framework.
 */
class SecretsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path outputs;

    @TempDir
    private Path supportBundles;

    @TempDir
    private Path agentDir;

    @TempDir
    private Path cloudDir;

    private final ObjectMapper json = new ObjectMapper();
    private final Secrets secrets = new Secrets();
    private final List<String> found = new ArrayList<>();
    /** Variables of the commands that look at an agent. */
    private Map<String, String> environment = Map.of();

    private Path conf;
    private String certificate;
    private String url;

    @Test
    @Timeout(280)
    void noPlantedSecretIsFound() throws Exception {
        conf = Files.createDirectories(agentDir.resolve("conf"));
        Files.writeString(conf.resolve("io.aclk.agent.web.cfg"), "port = 0\n");
        Files.writeString(conf.resolve("logback.xml"), talkative());
        Files.createDirectories(cloudDir.resolve("conf"));
        Files.writeString(cloudDir.resolve("conf/logback.xml"), talkative());
        try (PasswordProxy proxy = new PasswordProxy();
                CloudProcess cloud = CloudProcess.start(outputs, cloudDir)) {
            JsonNode info = cloud.command("info");
            certificate = info.get("certificate").asText();
            url = info.get("url").asText();
            String password = cloud.command("password").get("password").asText();
            secrets.plant("password of the console", password);

            try (Program agent = startWithRefusedClaims(proxy)) {
                refusedClaims(proxy);
                claimThroughProxy(cloud, proxy);
                proxiesOfEveryDoor(proxy);
                secrets.plantKey("private key", agentDir.resolve("data/cloud.d/private.pem"));
                oneTimeKey();
                look("of a running agent");
                threads(agent);
                agent.terminate();
                found.addAll(secrets.in("the output of the agent", agent.await().output()));
            }
            secrets.plantCredentials("NETDATA_ACLK_PROXY", "userOfVariable5dc:passOfVariable5dc");
            environment = Map.of(
                    "NETDATA_ACLK_PROXY",
                    proxy.url("userOfVariable5dc:passOfVariable5dc"),
                    "NETDATA_CLAIM_TOKEN",
                    "TokenOfEnvironment5d3");
            look("of a stopped agent");
            assertTrue(proxy.refused().contains("userOfVariable5dc:passOfVariable5dc"), proxy.refused()::toString);
            found.addAll(secrets.below(cloudDir, cloudDir.resolve("none")));
        }
        found.addAll(secrets.below(agentDir, agentDir.resolve("data/cloud.d")));

        assertEquals(List.of(), found);
    }

    // ---- steps

    /** Starts an agent that finds a token in three places; the cloud side knows none of them. */
    private Program startWithRefusedClaims(PasswordProxy proxy) throws Exception {
        Path cloudD = Files.createDirectories(agentDir.resolve("data/cloud.d"));
        Path claimConf = conf.resolve("claim.conf");
        secrets.plant("token of claim.conf", "TokenOfClaimConf5d1", claimConf);
        Files.writeString(claimConf, "[global]\nurl = " + url + "\ntoken = TokenOfClaimConf5d1\nrooms = All nodes\n");
        secrets.plant("token of the token file", "TokenOfTokenFile5d2");
        Files.writeString(cloudD.resolve("cloud.conf"), "[global]\nurl = " + url + "\n");
        Files.writeString(cloudD.resolve("token"), "TokenOfTokenFile5d2");
        secrets.plant("token of the environment", "TokenOfEnvironment5d3");
        secrets.plantCredentials("https_proxy", "userOfEnv5d4:passOfEnv5d4");
        proxy.know("userOfEnv5d4:passOfEnv5d4");
        link("");

        Program agent = Program.start(
                outputs,
                Map.of(
                        "NETDATA_CLAIM_TOKEN",
                        "TokenOfEnvironment5d3",
                        "NETDATA_CLAIM_URL",
                        url,
                        "https_proxy",
                        proxy.url("userOfEnv5d4:passOfEnv5d4"),
                        "no_proxy",
                        ""),
                "agent",
                "--dir",
                agentDir.toString());
        Await.until(
                "each of the three claims is refused",
                LIMIT,
                () -> aclk("status").output().contains("token is expired, not found, or invalid")
                        && proxy.passed().size() >= 3,
                agent::output);
        return agent;
    }

    private void refusedClaims(PasswordProxy proxy) throws Exception {
        secrets.plant("token of a refused claim", "TokenOfRefusal5d5");
        secrets.plantCredentials("a proxy that refuses", "userOfRefusal5d6:passOfRefusal5d6");
        for (List<String> wrong : List.of(
                List.of("--token=TokenOfRefusal5d5", "--proxy=none", "--url=" + url),
                List.of(
                        "--token=TokenOfRefusal5d5",
                        "--url=" + url,
                        "--proxy=" + proxy.url("userOfRefusal5d6:passOfRefusal5d6")),
                List.of("--token=TokenOfRefusal5d5", "--proxy=none", "--url=https://127.0.0.1:1"),
                List.of("--token=TokenOfRefusal5d5", "--misspelt=TokenOfRefusal5d5"))) {
            List<String> words = new ArrayList<>(wrong);
            words.addAll(List.of("--ca=" + certificate, "--dir=" + agentDir));
            Program.Result claim = Program.run(outputs, "netdata-cloud.sh", words.toArray(String[]::new));
            assertTrue(claim.exit() == 1 || claim.exit() == 2, claim.output());
            found.addAll(secrets.in("the output of a refused claim", claim.output()));
        }
        assertTrue(proxy.refused().contains("userOfRefusal5d6:passOfRefusal5d6"), proxy.refused()::toString);
    }

    private void claimThroughProxy(CloudProcess cloud, PasswordProxy proxy) throws Exception {
        String token = cloud.command("token", "create").get("token").asText();
        secrets.plant("token of the claim", token);
        secrets.plantCredentials("the proxy of the claim", "userOfClaim5d7:passOfClaim5d7");
        proxy.know("userOfClaim5d7:passOfClaim5d7");
        Program.Result claim = Program.run(
                outputs,
                "netdata-cloud.sh",
                "--claim-token",
                token,
                "--claim-rooms",
                "All nodes",
                "--claim-url",
                url,
                "--claim-proxy",
                proxy.url("userOfClaim5d7:passOfClaim5d7"),
                "--ca",
                certificate,
                "--dir",
                agentDir.toString());
        assertEquals(0, claim.exit(), claim.output());
        found.addAll(secrets.in("the output of the claim", claim.output()));
        awaitOnline();
        assertTrue(proxy.passed().contains("userOfClaim5d7:passOfClaim5d7"), proxy.passed()::toString);
    }

    /** One door after the other is in force, the last one with a password that the proxy does not know. */
    private void proxiesOfEveryDoor(PasswordProxy proxy) throws Exception {
        Path ini = conf.resolve("netdata.conf");
        Path cfg = conf.resolve("io.aclk.link.cfg");
        Path reference = conf.resolve("proxy.secret");
        secrets.plantCredentials("netdata.conf", "userOfIni5d8:passOfIni5d8", ini);
        secrets.plantCredentials("io.aclk.link.cfg", "userOfCfg5d9:passOfCfg5d9", cfg);
        secrets.plantCredentials("a file", "userOfFile5da:passOfFile5da", reference);
        secrets.plantCredentials("a candidate that fails", "userOfFailure5db:passOfFailure5db", cfg);
        for (String known :
                List.of("userOfIni5d8:passOfIni5d8", "userOfCfg5d9:passOfCfg5d9", "userOfFile5da:passOfFile5da")) {
            proxy.know(known);
        }
        Files.writeString(ini, "[cloud]\n    proxy = " + proxy.url("userOfIni5d8:passOfIni5d8") + "\n");
        awaitVisitor(proxy.passed(), "userOfIni5d8:passOfIni5d8");

        Files.writeString(reference, proxy.url("userOfFile5da:passOfFile5da") + "\n");
        link("proxy = file:" + reference + "\n");
        awaitVisitor(proxy.passed(), "userOfFile5da:passOfFile5da");

        link("proxy = " + proxy.url("userOfCfg5d9:passOfCfg5d9") + "\n");
        awaitVisitor(proxy.passed(), "userOfCfg5d9:passOfCfg5d9");
        // both are seen while the settings hold them
        look("with the proxy of io.aclk.link.cfg");

        link("proxy = " + proxy.url("userOfFailure5db:passOfFailure5db") + "\n");
        awaitVisitor(proxy.refused(), "userOfFailure5db:passOfFailure5db");
        awaitOnline();
    }

    private void oneTimeKey() throws Exception {
        Path file = agentDir.resolve("data/netdata_random_session_id");
        if (Files.exists(file)) {
            secrets.plant("one-time key", Files.readString(file).strip(), file);
        }
    }

    /** All that people ask an agent. */
    private void look(String when) throws Exception {
        for (String command : List.of("status", "status --json", "config", "doctor", "doctor --json", "help", "ping")) {
            found.addAll(
                    secrets.in(command + " " + when, aclk(command.split(" ")).output()));
        }
        Path bundle = supportBundles.resolve(when.replace(' ', '-') + ".zip");
        Program.Result written = aclk("support-bundle", "--out", bundle.toString());
        assertEquals(0, written.exit(), written.output());
        found.addAll(secrets.below(supportBundles, supportBundles.resolve("none")));
        Path port = agentDir.resolve("run/agent.port");
        if (Files.exists(port) && aclk("ping").exit() == 0) {
            String base = "http://127.0.0.1:" + Files.readString(port).strip();
            for (String path :
                    List.of("/api/v1/aclk", "/api/v1/info", "/api/v2/info", "/api/v3/info", "/api/v3/claim")) {
                HttpResponse<String> answer = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(base + path))
                                        .timeout(Duration.ofSeconds(20))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                found.addAll(secrets.in(path + " " + when, answer.body()));
            }
        }
    }

    private void threads(Program agent) throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (Files.isExecutable(jcmd)) {
            for (String what : List.of("Thread.print", "VM.command_line", "VM.system_properties")) {
                Path out = Files.createTempFile(outputs, "jcmd", ".out");
                Process process = new ProcessBuilder(jcmd.toString(), Long.toString(agent.pid()), what)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
                found.addAll(secrets.in("jcmd " + what, Files.readString(out)));
            }
        }
    }

    private void link(String lines) throws Exception {
        Files.writeString(conf.resolve("io.aclk.link.cfg"), "ca = " + certificate + "\n" + lines);
    }

    private void awaitVisitor(List<String> visitors, String who) {
        Await.until("the proxy meets " + who, LIMIT, () -> visitors.contains(who), () -> visitors + status());
    }

    private void awaitOnline() {
        Await.until(
                "the agent is online",
                LIMIT,
                () -> json.readTree(aclk("status", "--json").output())
                        .get("online")
                        .asBoolean(),
                this::status);
    }

    private String status() {
        try {
            return aclk("status").output() + aclk("config").output() + warnings(agentDir) + warnings(cloudDir);
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static String warnings(Path dir) throws Exception {
        StringBuilder warnings = new StringBuilder(dir + ":\n");
        Files.readAllLines(dir.resolve("log/error.log")).stream()
                .filter(line -> line.matches("\\S+ (WARN|ERROR) .*"))
                .forEach(line -> warnings.append(line).append('\n'));
        return warnings.toString();
    }

    private Program.Result aclk(String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--dir", agentDir.toString()));
        try (Program aclk = Program.start(outputs, environment, "aclk", arguments.toArray(String[]::new))) {
            return aclk.await();
        }
    }

    /** The shipped configuration of the log, with everything that our bundles could say. */
    private static String talkative() throws Exception {
        String shipped = Files.readString(
                Path.of(System.getProperty("aclk.distribution")).resolve("conf/logback.xml"));
        String talkative = shipped.replace(
                "<logger name=\"io.aclk\" level=\"INFO\"/>", "<logger name=\"io.aclk\" level=\"TRACE\"/>");
        assertTrue(!talkative.equals(shipped), "the shipped logback.xml names the level of our bundles");
        return talkative;
    }
}
