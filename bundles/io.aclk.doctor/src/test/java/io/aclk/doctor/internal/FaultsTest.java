package io.aclk.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.config.LinkSettings;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestAuthority.Validity;
import io.aclk.network.testing.TestCertificate;
import io.aclk.network.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault that can be injected is named at its stage, with its cause and a cure, through the real network, transport
 * and login.
 */
class FaultsTest {

    /** Spoils something. */
    interface Injection {
        void into(Clinic clinic) throws Exception;
    }

    /**
     * One fault.
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
        @Override
        public String toString() {
            return name;
        }
    }

    private static final TestAuthority FOREIGN = new TestAuthority("Corp Inspection CA");

    private static Fault fault(String name, Injection injection, Check check, String cause, String cure) {
        return new Fault(name, Optional.empty(), injection, check, List.of(cause.split(" \\| ")), cure);
    }

    private static Fault certificate(
            String name, TestCertificate shown, Injection injection, Check check, String cause, String cure) {
        return new Fault(name, Optional.of(shown), injection, check, List.of(cause.split(" \\| ")), cure);
    }

    private static Fault env(String name, int status, String type, String body, String cause, String cure) {
        return fault(name, clinic -> clinic.cloud.answer("env", status, type, body), Check.ENV, cause, cure);
    }

    private static Fault changedEnv(String name, String from, String to, String cause, String cure) {
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

    private static Fault broker(String name, String endpoint, Check check, String cause, String cure) {
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

    private static Fault connack(String name, int code, String cause, String cure) {
        return fault(name, clinic -> clinic.cloud.connack(code), Check.MQTT, cause, cure);
    }

    /** A proxy that answers each CONNECT with a text, or with nothing. */
    private static Fault httpProxy(String name, String user, String answer, String cause, String cure) {
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

    private static Fault socks(String name, int reply, String cause, String cure) {
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

    private static TestServer proxy(Clinic clinic, String scheme, TestServer.Handler handler) throws IOException {
        TestServer proxy = TestServer.plain(handler);
        clinic.servers.add(proxy);
        clinic.settings.put(LinkSettings.PROXY, scheme + "127.0.0.1:" + proxy.port());
        return proxy;
    }

    private static void server(Clinic clinic, TestServer.Handler handler) throws IOException {
        TestServer server = TestServer.plain(handler);
        clinic.servers.add(server);
        clinic.url(server.port());
    }

    /** A port that refuses: it is bound, so nobody else gets it, and never listens. */
    private static int refusing(Clinic clinic) throws IOException {
        Socket bound = new Socket();
        bound.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        clinic.servers.add(bound);
        return bound.getLocalPort();
    }

    /** A port whose queue is full: what knocks there gets no answer, as behind a firewall that drops. */
    private static int silent(Clinic clinic) throws IOException {
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

    private static InetAddress[] unknown(String host, String words) throws UnknownHostException {
        throw new UnknownHostException(host + ": " + words);
    }

    private static void impatient(Clinic clinic) {
        clinic.stageLimit = Duration.ofSeconds(5);
    }

    static Stream<Fault> faults() {
        return Stream.of(local(), names(), proxies(), tls(), environments(), logins(), brokers())
                .flatMap(List::stream);
    }

    private static List<Fault> local() {
        return List.of(
                fault(
                        "broken settings",
                        clinic -> clinic.problems.add(
                                "conf/io.aclk.link.cfg:3: unknown key 'porxy', did you mean 'proxy'?"),
                        Check.CONFIGURATION,
                        "unknown key 'porxy'",
                        "bin/aclk config"),
                fault(
                        "configuration bundle missing",
                        clinic -> clinic.configured = false,
                        Check.CONFIGURATION,
                        "io.aclk.config is missing",
                        "restart the agent"),
                fault(
                        "ca file missing",
                        clinic -> clinic.settings.put(LinkSettings.CA, new String[] {"/nowhere/ca.pem"}),
                        Check.CONFIGURATION,
                        "/nowhere/ca.pem",
                        "bin/aclk config"),
                fault(
                        "proxy that is no URL",
                        clinic -> clinic.settings.put(LinkSettings.PROXY, "gopher://127.0.0.1:70"),
                        Check.CONFIGURATION,
                        "proxy",
                        "correct `proxy`"),
                fault(
                        "pin that is none",
                        clinic -> clinic.settings.put(LinkSettings.PIN, "sha256/short"),
                        Check.CONFIGURATION,
                        "pin",
                        "correct `pin`"),
                fault(
                        "unclaimed",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.of(
                                    Clinic.claims(ClaimState.NOT_CLAIMED_YET, Optional.empty(), Optional.empty()));
                        },
                        Check.IDENTITY,
                        "not claimed",
                        "bin/netdata-cloud.sh --token"),
                fault(
                        "claim refused",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.of(Clinic.claims(
                                    "Failed: token is expired, not found, or invalid",
                                    Optional.empty(),
                                    Optional.empty()));
                        },
                        Check.IDENTITY,
                        "the last claim failed | token is expired",
                        "bin/netdata-cloud.sh --token"),
                fault(
                        "private key unreadable",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.of(Clinic.claims(
                                    "the identity cannot be used: private key file '/x/private.pem': not readable",
                                    Optional.empty(),
                                    Optional.empty()));
                        },
                        Check.IDENTITY,
                        "/x/private.pem",
                        "restore data/cloud.d"),
                fault(
                        "identity withheld",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.of(Clinic.claims(
                                    "",
                                    Optional.of(TestIdentity.CLAIM_ID),
                                    Optional.of("identity copied from another machine (the machine GUID is another):"
                                            + " claim this agent with 'bin/aclk claim --token ...'")));
                        },
                        Check.IDENTITY,
                        "identity copied from another machine (the machine GUID is another)",
                        "claim this agent with"),
                fault(
                        "clock a year ahead",
                        clinic -> clinic.clockAhead(Duration.ofDays(365)),
                        Check.CLOCK,
                        "365 days ahead",
                        "set the clock"),
                fault(
                        "clock ten minutes behind",
                        clinic -> clinic.clockAhead(Duration.ofMinutes(-10)),
                        Check.CLOCK,
                        "10 minutes behind",
                        "set the clock"),
                fault(
                        "host without an API",
                        clinic -> {
                            clinic.agent = Diagnosis.Agent.RUNNING;
                            clinic.api = Optional.empty();
                        },
                        Check.LOCAL_QUERY,
                        "io.aclk.agent.web",
                        "restart the agent"),
                fault(
                        "host that answers 503",
                        clinic -> {
                            clinic.agent = Diagnosis.Agent.RUNNING;
                            clinic.api = Optional.of(TestParts.Host.answering(503));
                        },
                        Check.LOCAL_QUERY,
                        "HTTP 503",
                        "log/error.log"));
    }

    private static List<Fault> names() {
        return List.of(
                fault(
                        "unknown name",
                        clinic -> {
                            clinic.settings.put(LinkSettings.URL, "https://cluod.example");
                            clinic.names = host -> unknown(host, "Name or service not known");
                        },
                        Check.DNS,
                        "the server, cluod.example, does not exist",
                        "`url` (conf/io.aclk.link.cfg:1)"),
                fault(
                        "no name server",
                        clinic -> clinic.names = host -> unknown(host, "Temporary failure in name resolution"),
                        Check.DNS,
                        "no name server answers",
                        "/etc/resolv.conf"),
                fault(
                        "no route",
                        // TCP to a multicast address is refused by the kernel as any address without a route is
                        clinic -> clinic.names = host -> new InetAddress[] {InetAddress.getByName("224.0.0.1")},
                        Check.ADDRESS_FAMILIES,
                        "no way to | IPv4 224.0.0.1",
                        "ip route"),
                fault(
                        "wrong port",
                        clinic -> clinic.url(refusing(clinic)),
                        Check.TCP,
                        "refused",
                        "check host and port"),
                fault(
                        "black hole",
                        clinic -> clinic.url(silent(clinic)),
                        Check.TCP,
                        "does not answer",
                        "allow outgoing TCP to localhost"));
    }

    private static List<Fault> proxies() {
        String rejects = "HTTP/1.1 407 Auth\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
        return List.of(
                fault(
                        "unknown name of the proxy",
                        clinic -> {
                            clinic.settings.put(LinkSettings.PROXY, "http://porxy.example:3128");
                            clinic.names = host -> unknown(host, "Name or service not known");
                        },
                        Check.DNS,
                        "the proxy, porxy.example, does not exist",
                        "`proxy`"),
                fault(
                        "proxy refuses",
                        clinic -> clinic.settings.put(LinkSettings.PROXY, "http://127.0.0.1:" + refusing(clinic)),
                        Check.TCP,
                        "the proxy 127.0.0.1 | refused",
                        "`proxy`"),
                fault(
                        "proxy of the environment refuses",
                        clinic -> {
                            clinic.settings.put(LinkSettings.PROXY, "env");
                            clinic.environment.put("https_proxy", "http://127.0.0.1:" + refusing(clinic));
                        },
                        Check.TCP,
                        "the proxy 127.0.0.1 | refused",
                        "https_proxy"),
                fault(
                        "silent proxy",
                        clinic -> {
                            impatient(clinic);
                            proxy(clinic, "http://", HttpText::untilClosed);
                        },
                        Check.PROXY,
                        "the proxy 127.0.0.1 | said nothing",
                        "check the port"),
                httpProxy("proxy wants a login", "", rejects, "HTTP 407 | none are set", "USER:PASSWORD"),
                httpProxy(
                        "wrong proxy password",
                        "me:wrong@",
                        rejects,
                        "does not accept the user or the password",
                        "%40"),
                httpProxy(
                        "proxy wants NTLM",
                        "me:right@",
                        "HTTP/1.1 407 Auth\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n",
                        "NTLM",
                        "Basic or Digest"),
                httpProxy(
                        "proxy forbids",
                        "",
                        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                        "forbids connections to localhost",
                        "allow CONNECT to localhost"),
                httpProxy(
                        "proxy answers 502",
                        "",
                        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
                        "cannot reach localhost",
                        "operator of the proxy"),
                httpProxy(
                        "proxy answers HTML",
                        "",
                        "<html><body>Welcome</body></html>\r\n\r\n",
                        "not a proxy of this kind",
                        "http:// and socks5://"),
                fault(
                        "proxy closes",
                        clinic -> proxy(clinic, "http://", socket -> HttpText.readHead(socket.getInputStream())),
                        Check.PROXY,
                        "closed the connection without an answer",
                        "http:// and socks5://"),
                fault(
                        "SOCKS where HTTP is",
                        clinic -> proxy(clinic, "socks5h://", socket -> {
                            socket.getInputStream().readNBytes(3);
                            HttpText.send(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
                        }),
                        Check.PROXY,
                        "not a proxy of this kind",
                        "http:// and socks5://"),
                fault(
                        "wrong SOCKS password",
                        clinic -> proxy(clinic, "socks5h://me:wrong@", socket -> {
                            socket.getInputStream().readNBytes(4);
                            socket.getOutputStream().write(new byte[] {5, 2});
                            socket.getInputStream().readNBytes(2 + 2 + 1 + 5);
                            socket.getOutputStream().write(new byte[] {1, 1});
                        }),
                        Check.PROXY,
                        "does not accept the user or the password",
                        "correct them"),
                fault(
                        "SOCKS wants a login",
                        clinic -> proxy(clinic, "socks5h://", socket -> {
                            socket.getInputStream().readNBytes(3);
                            socket.getOutputStream().write(new byte[] {5, (byte) 0xff});
                        }),
                        Check.PROXY,
                        "user and a password",
                        "USER:PASSWORD"),
                socks("SOCKS forbids", 2, "forbids", "allow"),
                socks("SOCKS cannot reach the host", 4, "cannot reach localhost", "operator of the proxy"),
                socks("SOCKS fails", 1, "the proxy 127.0.0.1", "proxy"));
    }

    private static List<Fault> tls() {
        return List.of(
                fault(
                        "plain HTTP on the port",
                        clinic -> server(clinic, socket -> {
                            socket.getInputStream().readNBytes(16);
                            HttpText.send(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                        }),
                        Check.TLS,
                        "not with TLS",
                        "HTTPS port"),
                fault(
                        "server of TLS 1.1",
                        clinic -> server(clinic, socket -> {
                            socket.getInputStream().readNBytes(16);
                            // alert, fatal, protocol_version
                            socket.getOutputStream().write(new byte[] {0x15, 3, 2, 0, 2, 2, 70});
                            HttpText.untilClosed(socket);
                        }),
                        Check.TLS,
                        "does not agree on TLS 1.2 or 1.3",
                        "allow TLS 1.2"),
                fault(
                        "closed during the handshake",
                        clinic ->
                                server(clinic, socket -> socket.getInputStream().readNBytes(16)),
                        Check.TLS,
                        "closed the connection during the TLS handshake",
                        "firewall"),
                fault(
                        "silence instead of TLS",
                        clinic -> {
                            impatient(clinic);
                            server(clinic, HttpText::untilClosed);
                        },
                        Check.TLS,
                        "said nothing",
                        "firewall"),
                certificate(
                        "wrong name",
                        Clinic.AUTHORITY.issue("elsewhere.example"),
                        clinic -> {},
                        Check.CERTIFICATE,
                        "elsewhere.example",
                        "a name of the certificate"),
                certificate(
                        "expired",
                        Clinic.AUTHORITY.issue(Validity.EXPIRED, "localhost"),
                        clinic -> {},
                        Check.CERTIFICATE,
                        "ended at",
                        "renew the certificate"),
                certificate(
                        "not valid yet",
                        Clinic.AUTHORITY.issue(Validity.FUTURE, "localhost"),
                        clinic -> {},
                        Check.CERTIFICATE,
                        "begins at",
                        "timedatectl"),
                certificate(
                        "expired, by a clock a year ahead",
                        Clinic.AUTHORITY.issue(Validity.EXPIRED, "localhost"),
                        clinic -> clinic.clockAhead(Duration.ofDays(365)),
                        Check.CLOCK,
                        "the clock is wrong",
                        "set the clock"),
                certificate(
                        "not valid yet, by a clock a year behind",
                        Clinic.AUTHORITY.issue(Validity.FUTURE, "localhost"),
                        clinic -> clinic.clockAhead(Duration.ofDays(-365)),
                        Check.CLOCK,
                        "the clock is wrong",
                        "set the clock"),
                certificate(
                        "self-signed",
                        TestAuthority.selfSigned(Validity.NOW, "localhost"),
                        clinic -> {},
                        Check.CERTIFICATE,
                        "signed itself",
                        "`pin`"),
                certificate(
                        "TLS inspection",
                        FOREIGN.issue("localhost"),
                        clinic -> {},
                        Check.CERTIFICATE,
                        "CN=Corp Inspection CA | TLS inspection",
                        "`ca = FILE`"),
                fault(
                        "other key than the pinned one",
                        clinic -> clinic.settings.put(
                                LinkSettings.PIN, FOREIGN.certificate().pin()),
                        Check.CERTIFICATE,
                        "not the pinned one",
                        "bin/cloud info"));
    }

    private static List<Fault> environments() {
        return List.of(
                env("404", 404, "text/plain", "", "HTTP 404 | no cloud", "`url` (conf/io.aclk.link.cfg:1)"),
                env("500", 500, "text/plain", "", "HTTP 500 | trouble of its own", "wait"),
                env("redirect", 302, "text/html", "", "HTTP 302 | redirect", "final address"),
                env("HTML", 200, "text/html", "<html>Log in</html>", "web page instead of JSON", "login page"),
                env("no JSON", 200, "application/json", "{\"a\":", "not a JSON object", "`url`"),
                env("banned", 403, "application/json", FaultCloud.error(true), "banned | not you", "--lift-ban"),
                env("403", 403, "application/json", FaultCloud.error(false), "HTTP 403 | not you", "`url`"),
                fault(
                        "429 with Retry-After",
                        clinic -> clinic.cloud.on(
                                "env",
                                exchange -> exchange.send(
                                        "HTTP/1.1 429 Slow\r\nRetry-After: 90\r\nContent-Length: 0\r\n\r\n")),
                        Check.ENV,
                        "HTTP 429 | retry after 90 s",
                        "tries again by itself"),
                fault(
                        "closed before the answer",
                        clinic -> clinic.cloud.on(
                                "env", exchange -> exchange.socket().close()),
                        Check.ENV,
                        "closed the connection without an answer",
                        "log of the server"),
                fault(
                        "no HTTP",
                        clinic -> clinic.cloud.on("env", exchange -> exchange.send("220 mail.example ESMTP\r\n")),
                        Check.ENV,
                        "not HTTP",
                        "check the port"),
                fault(
                        "silence",
                        clinic -> {
                            impatient(clinic);
                            clinic.cloud.on("env", FaultCloud.Exchange::untilClosed);
                        },
                        Check.ENV,
                        "said nothing",
                        "operator"),
                changedEnv("missing authEndpoint", "authEndpoint", "other", "authEndpoint", "cloud side"),
                changedEnv("old encoding", "encoding\":\"proto", "encoding\":\"json", "JSON encoding", "too old"),
                changedEnv("missing capability", "\\[\"proto\",", "[", "capability proto", "too old"),
                changedEnv("no MQTT 5", "MQTTv5", "MQTTv3", "MQTTv5", "too old"),
                changedEnv("broker that is no address", "wss://", "tcp://", "MQTT endpoint", "public address"));
    }

    private static List<Fault> logins() {
        return List.of(
                fault(
                        "wrong key",
                        clinic -> clinic.cloud.answer(
                                "challenge",
                                200,
                                "application/json",
                                FaultCloud.challenge(TestIdentity.OTHER_KEY.getPublic())),
                        Check.CHALLENGE,
                        "another key",
                        "restore data/cloud.d"),
                fault(
                        "removed from the cloud",
                        clinic -> clinic.cloud.answer("challenge", 403, "text/plain", ""),
                        Check.CHALLENGE,
                        "HTTP 403 | does not know this agent",
                        "claim this agent again"),
                fault(
                        "banned at the challenge",
                        clinic -> clinic.cloud.answer("challenge", 403, "application/json", FaultCloud.error(true)),
                        Check.CHALLENGE,
                        "banned | not you",
                        "--lift-ban"),
                fault(
                        "challenge that is none",
                        clinic -> clinic.cloud.answer("challenge", 200, "application/json", "{}"),
                        Check.CHALLENGE,
                        "challenge is missing",
                        "cloud side"),
                fault(
                        "login server unknown",
                        clinic -> {
                            String changed = clinic.cloud.env().replace("https://localhost", "https://auth.invalid");
                            clinic.cloud.answer("env", 200, "application/json", changed);
                            clinic.names = host -> host.equals("auth.invalid")
                                    ? unknown(host, "Name or service not known")
                                    : InetAddress.getAllByName(host);
                        },
                        Check.CHALLENGE,
                        "the login server, auth.invalid, does not exist",
                        "getent hosts auth.invalid"),
                fault(
                        "password 401",
                        clinic -> clinic.cloud.answer("password", 401, "text/plain", ""),
                        Check.LOGIN,
                        "HTTP 401 | does not accept the answer",
                        "try again"),
                fault(
                        "password 500",
                        clinic -> clinic.cloud.answer("password", 500, "text/plain", ""),
                        Check.LOGIN,
                        "HTTP 500 | trouble of its own",
                        "wait"),
                fault(
                        "password 200",
                        clinic -> clinic.cloud.answer("password", 200, "application/json", FaultCloud.credentials()),
                        Check.LOGIN,
                        "HTTP 200",
                        "cloud side"),
                fault(
                        "password not JSON",
                        clinic -> clinic.cloud.answer("password", 201, "text/html", "<html>"),
                        Check.LOGIN,
                        "web page instead of JSON",
                        "firewall"),
                fault(
                        "missing topic",
                        clinic -> clinic.cloud.answer(
                                "password",
                                201,
                                "application/json",
                                FaultCloud.credentials().replace("\"alarm-config\"", "\"other\"")),
                        Check.LOGIN,
                        "missing compulsory topic \"alarm-config\"",
                        "cloud side"));
    }

    private static List<Fault> brokers() {
        return List.of(
                fault(
                        "broker unknown",
                        clinic -> {
                            String changed = clinic.cloud.env().replace("wss://localhost", "wss://mqtt.invalid");
                            clinic.cloud.answer("env", 200, "application/json", changed);
                            clinic.names = host -> host.equals("mqtt.invalid")
                                    ? unknown(host, "Name or service not known")
                                    : InetAddress.getAllByName(host);
                        },
                        Check.WEBSOCKET,
                        "the broker, mqtt.invalid, does not exist",
                        "settings of the cloud side"),
                broker("broker refuses", "wss://localhost:1/mqtt", Check.WEBSOCKET, "localhost:1 | refused", "port"),
                fault(
                        "upgrade 403",
                        clinic -> clinic.cloud.answer("mqtt", 403, "text/html", "<html>"),
                        Check.WEBSOCKET,
                        "HTTP 403 | firewall",
                        "WebSockets"),
                fault(
                        "upgrade 200",
                        clinic -> clinic.cloud.answer("mqtt", 200, "text/html", "<html>"),
                        Check.WEBSOCKET,
                        "HTTP 200 | web page",
                        "WebSockets passed"),
                fault(
                        "upgrade 503",
                        clinic -> clinic.cloud.answer("mqtt", 503, "text/plain", ""),
                        Check.WEBSOCKET,
                        "HTTP 503",
                        "wait"),
                fault(
                        "wrong accept",
                        clinic -> clinic.cloud.on("mqtt", exchange -> {
                            exchange.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                    + "Connection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n");
                        }),
                        Check.WEBSOCKET,
                        "wrong key",
                        "untouched"),
                fault(
                        "wrong subprotocol",
                        clinic -> clinic.cloud.on(
                                "mqtt", exchange -> FaultCloud.upgrade(exchange, "Sec-WebSocket-Protocol: chat\r\n")),
                        Check.WEBSOCKET,
                        "does not speak MQTT",
                        "settings of the cloud side"),
                fault(
                        "no answer to the upgrade",
                        clinic -> {
                            impatient(clinic);
                            clinic.cloud.on("mqtt", FaultCloud.Exchange::untilClosed);
                        },
                        Check.WEBSOCKET,
                        "did not answer the upgrade",
                        "WebSockets"),
                connack("unsupported version", 0x84, "MQTT 5", "update the broker"),
                connack("bad user", 0x86, "bad user name or password", "cloud side"),
                connack("not authorized", 0x87, "not authorized", "removed"),
                connack("server busy", 0x89, "busy", "wait"),
                connack("banned by the broker", 0x8A, "banned", "--lift-ban"),
                connack("another reason", 0x83, "0x83", "cloud side"),
                fault(
                        "no CONNACK",
                        clinic -> {
                            impatient(clinic);
                            clinic.cloud.connack(packet -> new byte[0]);
                        },
                        Check.MQTT,
                        "did not answer the MQTT CONNECT",
                        "wait"),
                fault(
                        "no SUBACK",
                        clinic -> {
                            impatient(clinic);
                            clinic.cloud.suback(packet -> new byte[0]);
                        },
                        Check.SUBSCRIPTION,
                        "did not answer the subscription",
                        "wait"),
                fault(
                        "subscription refused",
                        clinic -> clinic.cloud.suback(0x87),
                        Check.SUBSCRIPTION,
                        "not authorized",
                        "inbox"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isNamedAtItsStageWithCauseAndCure(Fault fault, @TempDir Path dir) throws Exception {
        try (Clinic clinic = fault.certificate().isPresent()
                ? new Clinic(dir, fault.certificate().get())
                : new Clinic(dir)) {
            fault.injection().into(clinic);

            Diagnosis diagnosis = clinic.examine();

            String report = TextReport.of(diagnosis);
            Finding first = diagnosis.findings().stream()
                    .filter(Finding::failed)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing found:\n" + report));
            assertEquals(fault.check(), first.check(), report);
            for (String words : fault.cause()) {
                assertTrue(first.text().contains(words), "cause lacks '" + words + "':\n" + report);
            }
            assertTrue(first.cure().contains(fault.cure()), "cure lacks '" + fault.cure() + "':\n" + report);
            assertEquals(1, diagnosis.exit());
            assertFalse(clinic.cloud.asked().contains("PUBLISH"), "the agent was announced");
            assertOneLineEach(diagnosis, report);
        }
    }

    private static void assertOneLineEach(Diagnosis diagnosis, String report) {
        for (Finding finding : diagnosis.findings()) {
            assertFalse(finding.text().contains("\n") || finding.cure().contains("\n"), report);
            assertFalse(report.contains("wrong@"), report);
        }
    }
}
