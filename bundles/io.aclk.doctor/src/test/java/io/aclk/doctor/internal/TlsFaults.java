package io.aclk.doctor.internal;

import static io.aclk.doctor.internal.Fault.FOREIGN;
import static io.aclk.doctor.internal.Fault.certificate;
import static io.aclk.doctor.internal.Fault.fault;
import static io.aclk.doctor.internal.Fault.impatient;
import static io.aclk.doctor.internal.Fault.server;

import io.aclk.api.config.LinkSettings;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestAuthority.Validity;
import java.time.Duration;
import java.util.List;

/** Faults of TLS and of certificates. */
final class TlsFaults {

    private TlsFaults() {}

    static List<Fault> tls() {
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
}
