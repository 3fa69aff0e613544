package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Bus;
import io.aclk.cloud.api.ServerKey;
import io.aclk.cloud.api.Store;
import io.aclk.cloud.store.internal.StoreOnDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The gateway's server on a free port, with the real store, and raw TLS connections to it. */
final class TestServer implements AutoCloseable {

    final MovingClock clock = new MovingClock();
    final FakeBus bus = new FakeBus();
    volatile Optional<Bus> broker = Optional.of(bus);
    final StoreOnDisk disk;
    final Store store;
    final ServerKey key;
    final Credentials credentials = new Credentials(clock);
    final int port;
    private final HttpsServer server;

    TestServer(Path directory) throws Exception {
        this(directory, Optional.empty());
    }

    TestServer(Path directory, Optional<URI> publicUrl) throws Exception {
        disk = new StoreOnDisk(directory, clock);
        store = disk.store();
        Settings settings = new Settings("127.0.0.1", 0, publicUrl, Optional.empty(), Optional.empty(), directory);
        key = new ServerKeyFiles(settings, clock).open();
        server = new HttpsServer(key, settings.listen(), settings.port());
        Endpoints.add(
                server.servlets(),
                store,
                () -> broker,
                new Challenges(clock),
                credentials,
                new FailureLimiter(clock),
                publicUrl);
        port = server.start();
    }

    HttpsServer server() {
        return server;
    }

    /** An answer. */
    record Answer(int status, Map<String, String> headers, String body) {
        Map<?, ?> json() {
            return (Map<?, ?>) Golden.json(body);
        }
    }

    /** Trusts the certificate file that agents are told to trust, and checks the name. */
    SSLSocket connect() throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        try (InputStream in = Files.newInputStream(key.certificate())) {
            trust.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Sends bytes on a connection of their own. */
    Answer send(byte[] request) throws Exception {
        try (SSLSocket socket = connect()) {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return read(socket.getInputStream());
        }
    }

    Answer request(String method, String path, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(bytes);
        return send(out.toByteArray());
    }

    /**
     * Announces a body and sends none of it: what is refused unread is answered still. A body that nobody reads would
     * race with the end of the connection.
     */
    Answer announce(String method, String path, int length) throws Exception {
        return send((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends the first chunk of a body of unknown length, and no end. */
    Answer chunk(String method, String path, int length) throws Exception {
        return send((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(length) + "\r\n" + " ".repeat(length))
                .getBytes(StandardCharsets.US_ASCII));
    }

    static Answer read(InputStream in) throws IOException {
        String[] lines = head(in).split("\r\n");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(": ");
            headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 2));
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(
                Integer.parseInt(lines[0].substring(9, 12)),
                headers,
                new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the server closed after: " + head);
            }
            head.append((char) b);
        }
        return head.toString();
    }

    // ---- agents

    static KeyPair agentKeys(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    static String pem(KeyPair keys) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static String claimBody(String claimId, String token, String room, String pem) {
        return "{\"node\":{\"id\":\"" + claimId + "\",\"hostname\":\"pi\"},\"token\":\"" + token + "\",\"rooms\":["
                + (room.isEmpty() ? "" : "\"" + room + "\"") + "],\"publicKey\":\"" + pem.replace("\n", "\\n")
                + "\",\"mGUID\":\"" + Golden.MACHINE + "\"}";
    }

    Answer claim(String claimId, String body) throws Exception {
        return request("PUT", "/api/v1/spaces/nodes/" + claimId, body);
    }

    @Override
    public void close() {
        server.stop();
        disk.close();
    }
}
