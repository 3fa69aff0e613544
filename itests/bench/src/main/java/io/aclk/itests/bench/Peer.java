package io.aclk.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * The least cloud that an agent goes online at: claim, environment, challenge, password and one MQTT connection, all on
 * one TLS port ({@code docs/protocol/claiming.md}, {@code connecting.md}).
 */
final class Peer implements AutoCloseable {

    private static final String WEB_SOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int LARGEST_HEAD = 16 * 1024;
    private static final String[] TOPICS = {
        "chart",
        "alarms",
        "meta",
        "agent-connection",
        "create-node-instance",
        "node-instance-connection",
        "chart-and-dims-updated",
        "chart-configs-updated",
        "reset-charts",
        "chart-retention-updated",
        "node-instance-info",
        "alarm-log-v2",
        "alarm-checkpoint",
        "alarm-config",
        "alarm-snapshot-v2",
        "node-instance-collectors",
        "contexts-snapshot",
        "contexts-updated"
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SSLServerSocket server;
    private final Path certificate;
    private final CompletableFuture<MqttPeer> agent = new CompletableFuture<>();
    private volatile PublicKey agentKey;

    /** Listens. */
    Peer(Path dir) throws IOException, GeneralSecurityException, InterruptedException {
        certificate = dir.resolve("peer.pem");
        server = (SSLServerSocket)
                Tls.server(dir, certificate).getServerSocketFactory().createServerSocket(0);
        daemon("peer-accept", this::accept);
    }

    Path certificate() {
        return certificate;
    }

    String url() {
        return "https://localhost:" + server.getLocalPort();
    }

    /** The agent's MQTT connection, once it has subscribed. */
    MqttPeer connected() throws Exception {
        return agent.get(60, TimeUnit.SECONDS);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SSLSocket socket = (SSLSocket) server.accept();
                daemon("peer", () -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            while (true) {
                String head = head(socket.getInputStream());
                if (head.startsWith("GET /mqtt ")) {
                    answer(socket, "101 Switching Protocols", upgrade(head), "");
                    new MqttPeer(socket).serve(agent);
                    return;
                }
                handle(socket, head);
            }
        } catch (EOFException e) {
            // the agent asked what it wanted
        } catch (IOException | GeneralSecurityException e) {
            if (!server.isClosed()) {
                System.err.println("peer: " + e);
            }
        }
    }

    private void handle(SSLSocket socket, String head) throws IOException, GeneralSecurityException {
        byte[] body = socket.getInputStream().readNBytes(length(head));
        if (head.startsWith("PUT /api/v1/spaces/nodes/")) {
            agentKey = key(JSON.readTree(body));
            answer(socket, "204 No Content", "", "");
        } else if (head.startsWith("GET /api/v1/env?")) {
            answer(
                    socket,
                    "200 OK",
                    "",
                    "{\"authEndpoint\":\"" + url()
                            + "/auth\",\"encoding\":\"proto\",\"transports\":[{\"type\":\"MQTTv5\","
                            + "\"endpoint\":\"wss://localhost:" + server.getLocalPort() + "/mqtt\"}],\"backoff\":"
                            + "{\"base\":2,\"maxSeconds\":1800,\"minSeconds\":1},\"capabilities\":[\"proto\",\"ctx\"]}");
        } else if (head.contains("/challenge HTTP")) {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, agentKey);
            String challenge = Base64.getEncoder().encodeToString(cipher.doFinal(new byte[32]));
            answer(socket, "200 OK", "", "{\"challenge\":\"" + challenge + "\"}");
        } else if (head.contains("/password HTTP")) {
            answer(socket, "201 Created", "", password());
        } else {
            answer(socket, "404 Not Found", "", "");
        }
    }

    private static PublicKey key(JsonNode claim) throws GeneralSecurityException {
        String base64 = claim.get("publicKey").asText().replaceAll("-----[^-]+-----|\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static String password() {
        StringBuilder topics = new StringBuilder();
        for (String name : TOPICS) {
            topics.append(topic(name, "/agent/#{claim_id}/out/" + name)).append(',');
        }
        topics.append(topic("inbox-cmd", "/agent/#{claim_id}/in/cmd")).append(',');
        topics.append(topic("inbox-cmd-v1", "/agent/#{claim_id}/in/v1/+"));
        return "{\"clientID\":\"bench\",\"username\":\"bench\",\"password\":\"bench\",\"topics\":[" + topics + "]}";
    }

    private static String topic(String name, String topic) {
        return "{\"name\":\"" + name + "\",\"topic\":\"" + topic + "\"}";
    }

    private static String upgrade(String head) throws GeneralSecurityException {
        Matcher key = Pattern.compile("(?i)sec-websocket-key: (\\S+)").matcher(head);
        if (!key.find()) {
            throw new GeneralSecurityException("no WebSocket key");
        }
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((key.group(1) + WEB_SOCKET_GUID).getBytes(StandardCharsets.US_ASCII));
        return "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(hash) + "\r\n";
    }

    private static void answer(SSLSocket socket, String status, String headers, String body) throws IOException {
        String length = headers.isEmpty() ? "Content-Length: " + body.length() + "\r\n" : "";
        socket.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\n" + headers + length + "\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < LARGEST_HEAD) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the agent closed the connection");
            }
            head.append((char) next);
            if (next == '\n' && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                return head.toString();
            }
        }
        throw new IOException("too long a head");
    }

    private static int length(String head) {
        Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
