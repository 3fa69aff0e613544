package io.aclk.doctor.internal;

import static io.aclk.doctor.internal.Fault.fault;
import static io.aclk.doctor.internal.Fault.httpProxy;
import static io.aclk.doctor.internal.Fault.impatient;
import static io.aclk.doctor.internal.Fault.proxy;
import static io.aclk.doctor.internal.Fault.refusing;
import static io.aclk.doctor.internal.Fault.socks;
import static io.aclk.doctor.internal.Fault.unknown;

import io.aclk.api.config.LinkSettings;
import io.aclk.network.testing.HttpText;
import java.util.List;

/** Faults of proxies. */
final class ProxyFaults {

    private ProxyFaults() {}

    static List<Fault> proxies() {
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
                        "proxy wants a login and says so like a web server",
                        "",
                        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
                        "HTTP 401 | none are set",
                        "USER:PASSWORD"),
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
                httpProxy(
                        "proxy answers with a portal",
                        "",
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
                        "not a proxy of this kind: it answers with a web page | a portal that wants to be signed in to",
                        "check kind, host and port"),
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
                        "not a proxy of this kind | write http://",
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
}
