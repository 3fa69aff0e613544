package io.aclk.doctor.internal;

import static io.aclk.doctor.internal.Fault.changedEnv;
import static io.aclk.doctor.internal.Fault.env;
import static io.aclk.doctor.internal.Fault.fault;
import static io.aclk.doctor.internal.Fault.impatient;
import static io.aclk.doctor.internal.Fault.unknown;

import java.net.InetAddress;
import java.util.List;

/** Faults of {@code /env}, challenge and password. */
final class LoginFaults {

    private LoginFaults() {}

    static List<Fault> environments() {
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

    static List<Fault> logins() {
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
                        "unknown to the cloud",
                        clinic -> clinic.cloud.answer("challenge", 403, "text/plain", ""),
                        Check.CHALLENGE,
                        "HTTP 403 | does not know this agent",
                        "claim this agent again"),
                fault(
                        "removed from the cloud",
                        clinic -> clinic.cloud.answer(
                                "challenge",
                                403,
                                "application/json",
                                FaultCloud.error(true).replace("ErrX", "ErrNodeRemoved")),
                        Check.CHALLENGE,
                        "the node of this agent was removed in the cloud | not you",
                        "to bring it back, claim this agent again: `bin/netdata-cloud.sh"),
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
}
