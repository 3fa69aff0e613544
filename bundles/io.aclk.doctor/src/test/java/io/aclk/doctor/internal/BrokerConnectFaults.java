package io.aclk.doctor.internal;

import static io.aclk.doctor.internal.Fault.FOREIGN;
import static io.aclk.doctor.internal.Fault.broker;
import static io.aclk.doctor.internal.Fault.brokerShowing;
import static io.aclk.doctor.internal.Fault.connack;
import static io.aclk.doctor.internal.Fault.fault;
import static io.aclk.doctor.internal.Fault.impatient;
import static io.aclk.doctor.internal.Fault.unknown;

import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestAuthority.Validity;
import java.net.InetAddress;
import java.util.List;

/** Faults between the WebSocket and the subscription. */
final class BrokerConnectFaults {

    private BrokerConnectFaults() {}

    static List<Fault> brokers() {
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
                brokerShowing(
                        "broker of another name",
                        Clinic.AUTHORITY.issue("elsewhere.example"),
                        "is for elsewhere.example",
                        "a name of the certificate"),
                brokerShowing(
                        "broker whose certificate expired",
                        Clinic.AUTHORITY.issue(Validity.EXPIRED, "localhost"),
                        "ended at",
                        "renew the certificate"),
                brokerShowing(
                        "broker whose certificate is not valid yet",
                        Clinic.AUTHORITY.issue(Validity.FUTURE, "localhost"),
                        "begins at",
                        "timedatectl"),
                brokerShowing(
                        "broker with a self-signed certificate",
                        TestAuthority.selfSigned(Validity.NOW, "localhost"),
                        "signed itself",
                        "`pin`"),
                brokerShowing(
                        "broker of an unknown authority",
                        FOREIGN.issue("localhost"),
                        "CN=Corp Inspection CA",
                        "`ca = FILE`"),
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
}
