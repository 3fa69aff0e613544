package io.aclk.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/** Our cloud side, signed in to. */
final class Cloud implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode info;
    private final Instance instance;
    private final int port;
    private final SSLSocketFactory tls;
    private String cookie = "";

    /** Takes a running one. */
    Cloud(Instance instance) throws Exception {
        this.instance = instance;
        port = instance.port("cloud.port");
        info = Limit.await("the cloud side answers", LIMIT, () -> {
            try {
                return instance.ask("cloud", "info");
            } catch (IllegalStateException e) {
                return null;
            }
        });
        tls = Tls.client(Path.of(info.get("certificate").asText())).getSocketFactory();
        JsonNode password = instance.ask("cloud", "password");
        try (HttpClient client = client()) {
            client.exchange(client.request(
                    "POST",
                    "/console/api/session",
                    "{\"user\":\"" + password.get("user").asText() + "\",\"password\":\""
                            + password.get("password").asText() + "\"}"));
            Matcher set = Pattern.compile("(?i)set-cookie: ([^;]+)").matcher(client.head());
            if (!set.find()) {
                throw new IllegalStateException("the console gave no session");
            }
            cookie = set.group(1);
        }
    }

    int port() {
        return port;
    }

    SSLSocketFactory tls() {
        return tls;
    }

    /** Header lines of somebody who is signed in. */
    String headers() {
        return "X-Requested-With: bench\r\n" + (cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n");
    }

    HttpClient client() throws Exception {
        return new HttpClient(tls, port, headers());
    }

    /** A claim token. */
    String token() throws Exception {
        return instance.ask("cloud", "token", "create").get("token").asText();
    }

    /** Lets an agent claim itself. */
    void claim(Instance agent, String token) throws Exception {
        agent.claim(info.get("url").asText(), Path.of(info.get("certificate").asText()), token, "All nodes");
    }

    /** Waits for the only node; returns the path of its API in the console. */
    String node(HttpClient client) throws Exception {
        return Limit.await("a live node", LIMIT, () -> {
            JsonNode nodes = JSON.readTree(client.get("/console/api/nodes")).get("nodes");
            return nodes.isEmpty() || !nodes.get(0).get("state").asText().equals("live")
                    ? null
                    : "/console/api/nodes/" + nodes.get(0).get("id").asText();
        });
    }

    @Override
    public void close() throws InterruptedException {
        instance.close();
    }
}
