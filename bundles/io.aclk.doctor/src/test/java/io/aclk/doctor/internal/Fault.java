package io.aclk.doctor.internal;

import io.aclk.api.config.LinkSettings;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestCertificate;
import io.aclk.network.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One fault, and the ways to make it.
 *
 * @param name for the report
 * @param certificate what the server shows; empty for a good one
 * @param injection spoils something
 * @param check where it must be named
 * @param cause words that the cause must contain
 * @param cure words that the cure must contain
 */
record Fault(
        String name,
        Optional<TestCertificate> certificate,
        Injection injection,
        Check check,
        List<String> cause,
        String cure) {

    /** Spoils something. */
    interface Injection {
        void into(Clinic clinic) throws Exception;
    }

    /** An authority that nobody here trusts. */
    static final TestAuthority FOREIGN = new TestAuthority("Corp Inspection CA");

    static Fault fault(String name, Injection injection, Check check, String cause, String cure) {
        return new Fault(name, Optional.empty(), injection, check, List.of(cause.split(" \\| ")), cure);
    }

    static Fault certificate(
            String name, TestCertificate shown, Injection injection, Check check, String cause, String cure) {
        return new Fault(name, Optional.of(shown), injection, check, List.of(cause.split(" \\| ")), cure);
    }

    static Fault env(String name, int status, String type, String body, String cause, String cure) {
        return fault(name, clinic -> clinic.cloud.answer("env", status, type, body), Check.ENV, cause, cure);
    }

    static Fault changedEnv(String name, String from, String to, String cause, String cure) {
        return fault(
                name,
                clinic -> {
                    String changed = clinic.cloud.env().replaceAll(from, to);
                    clinic.cloud.answer("env", 200, "application/json", changed);
                },
                Check.ENV,
                cause,
                cure);
    }

    static Fault broker(String name, String endpoint, Check check, String cause, String cure) {
        return fault(
                name,
                clinic -> {
                    String changed = clinic.cloud.env().replaceAll("wss://[^\"]*", endpoint);
                    clinic.cloud.answer("env", 200, "application/json", changed);
                },
                check,
                cause,
                cure);
    }

    /** A broker whose certificate is wrong, behind a login where everything is right. */
    static Fault brokerShowing(String name, TestCertificate shown, String cause, String cure) {
        return fault(
                name,
                clinic -> {
                    TestServer broker = TestServer.tls(shown, HttpText::untilClosed);
                    clinic.servers.add(broker);
                    String endpoint = "wss://localhost:" + broker.port() + "/mqtt";
                    String changed = clinic.cloud.env().replaceAll("wss://[^\"]*", endpoint);
                    clinic.cloud.answer("env", 200, "application/json", changed);
                },
                Check.WEBSOCKET,
                "the broker localhost | " + cause,
                cure);
    }

    static Fault connack(String name, int code, String cause, String cure) {
        return fault(name, clinic -> clinic.cloud.connack(code), Check.MQTT, cause, cure);
    }

    /** A proxy that answers each CONNECT with a text, or with nothing. */
    static Fault httpProxy(String name, String user, String answer, String cause, String cure) {
        return fault(
                name,
                clinic -> proxy(clinic, "http://" + user, socket -> {
                    HttpText.readHead(socket.getInputStream());
                    HttpText.send(socket, answer);
                }),
                Check.PROXY,
                cause,
                cure);
    }

    static Fault socks(String name, int reply, String cause, String cure) {
        return fault(
                name,
                clinic -> proxy(clinic, "socks5h://", socket -> {
                    socket.getInputStream().readNBytes(3);
                    socket.getOutputStream().write(new byte[] {5, 0});
                    socket.getInputStream().readNBytes(4 + 1 + "localhost".length() + 2);
                    socket.getOutputStream().write(new byte[] {5, (byte) reply, 0, 1, 0, 0, 0, 0, 0, 0});
                }),
                Check.PROXY,
                cause,
                cure);
    }

    static TestServer proxy(Clinic clinic, String scheme, TestServer.Handler handler) throws IOException {
        TestServer proxy = TestServer.plain(handler);
        clinic.servers.add(proxy);
        clinic.settings.put(LinkSettings.PROXY, scheme + "127.0.0.1:" + proxy.port());
        return proxy;
    }

    static void server(Clinic clinic, TestServer.Handler handler) throws IOException {
        TestServer server = TestServer.plain(handler);
        clinic.servers.add(server);
        clinic.url(server.port());
    }

    /** A port that refuses: it is bound, so nobody else gets it, and never listens. */
    static int refusing(Clinic clinic) throws IOException {
        Socket bound = new Socket();
        bound.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        clinic.servers.add(bound);
        return bound.getLocalPort();
    }

    /** A port whose queue is full: what knocks there gets no answer, as behind a firewall that drops. */
    static int silent(Clinic clinic) throws IOException {
        ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        clinic.servers.add(full);
        for (int i = 0; i < 4; i++) {
            Socket waiting = new Socket();
            clinic.servers.add(waiting);
            try {
                waiting.connect(full.getLocalSocketAddress(), 200);
            } catch (IOException e) {
                // it is full
            }
        }
        return full.getLocalPort();
    }

    static InetAddress[] unknown(String host, String words) throws UnknownHostException {
        throw new UnknownHostException(host + ": " + words);
    }

    static void impatient(Clinic clinic) {
        clinic.stageLimit = Duration.ofSeconds(5);
    }

    @Override
    public String toString() {
        return name;
    }
}
