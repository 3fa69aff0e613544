package io.aclk.itests;

import io.aclk.itests.ProxyCell.Family;
import io.aclk.itests.ProxyCell.Login;
import io.aclk.network.testing.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The proxies of Debian: what each offers, how it is started, and how its log tells of a tunnel. */
enum ProxyProgram {
    SQUID("Squid", "/usr/sbin/squid", Set.of("http", "https"), Set.of(Login.NONE, Login.BASIC, Login.DIGEST_MD5)) {
        @Override
        List<String> command(Start start) throws IOException {
            Path dir = start.dir();
            Path certificate = start.certificate().write(dir.resolve("certificate.pem"));
            Path key = Files.writeString(dir.resolve("key.pem"), privateKey(start.certificate()));
            List<String> lines = new ArrayList<>(List.of(
                    "http_port " + start.address(0),
                    "https_port " + start.address(1) + " tls-cert=" + certificate + " tls-key=" + key,
                    "pid_filename none",
                    "access_log stdio:" + start.log(),
                    "buffered_logs off",
                    "cache_log " + dir.resolve("cache.log"),
                    "coredump_dir " + dir,
                    "cache deny all",
                    "netdb_filename none",
                    "pinger_enable off",
                    "shutdown_lifetime 0 seconds"));
            if (start.login() == Login.BASIC) {
                Path helper = dir.resolve("basic");
                // a line of user and password is answered by OK or ERR
                Files.writeString(
                        helper,
                        "#!/bin/sh\nwhile read -r line; do\n  case $line in\n    '" + USER + " " + password()
                                + "') echo OK ;;\n    *) echo ERR ;;\n  esac\ndone\n");
                Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
                lines.add("auth_param basic program " + helper);
                lines.add("auth_param basic realm test");
                lines.add("auth_param basic children 1 startup=1");
            } else if (start.login() == Login.DIGEST_MD5) {
                Path users = Files.writeString(
                        dir.resolve("users"), USER + ":test:" + md5(USER + ":test:" + password()) + "\n");
                lines.add("auth_param digest program /usr/lib/squid/digest_file_auth -c " + users);
                lines.add("auth_param digest realm test");
                lines.add("auth_param digest children 1 startup=1");
            }
            lines.add("acl known proxy_auth REQUIRED");
            if (start.login() == Login.NONE) {
                lines.set(lines.size() - 1, "http_access allow all");
            } else {
                lines.add("http_access allow known");
                lines.add("http_access deny all");
            }
            Path config = Files.write(dir.resolve("squid.conf"), lines);
            return List.of(path().toString(), "-N", "-d1", "-n", start.name(), "-f", config.toString());
        }

        @Override
        List<String> tunnels(String log) {
            return matches("TCP_TUNNEL/200 \\d+ CONNECT (\\S+)", log);
        }
    },

    TINYPROXY("tinyproxy", "/usr/bin/tinyproxy", Set.of("http"), Set.of(Login.NONE, Login.BASIC)) {
        @Override
        List<String> command(Start start) throws IOException {
            List<String> lines = new ArrayList<>(List.of(
                    "Port " + start.port(0),
                    "Listen " + start.family().address(),
                    "Timeout 600",
                    "LogLevel Connect",
                    "MaxClients 50"));
            if (start.login() == Login.BASIC) {
                lines.add("BasicAuth " + USER + " " + password());
            }
            Path config = Files.write(start.dir().resolve("tinyproxy.conf"), lines);
            return List.of(path().toString(), "-d", "-c", config.toString());
        }

        @Override
        String password() {
            return "opensesame"; // its configuration takes letters and digits alone
        }

        @Override
        List<String> tunnels(String log) {
            // one line says what was asked for, a later one that it was granted
            return matches("CONNECT (\\S+) HTTP/1\\.[01]\\n(?:(?!: CONNECT ).*\\n)*?.*Established connection", log);
        }
    },

    MICROSOCKS("microsocks", "/usr/bin/microsocks", Set.of("socks5", "socks5h"), Set.of(Login.NONE, Login.PASSWORD)) {
        @Override
        List<String> command(Start start) {
            List<String> command = new ArrayList<>(
                    List.of(path().toString(), "-i", start.family().address(), "-p", String.valueOf(start.port(0))));
            if (start.login() == Login.PASSWORD) {
                command.addAll(List.of("-u", USER, "-P", password()));
            }
            return command;
        }

        @Override
        List<String> tunnels(String log) {
            return matches("connected to (\\S+)", log);
        }
    },

    DANTE("Dante", "/usr/sbin/danted", Set.of("socks5", "socks5h", "socks4a"), Set.of(Login.NONE)) {
        @Override
        List<String> command(Start start) throws IOException {
            String all = start.family() == Family.IPV4 ? "0.0.0.0/0" : "::/0";
            List<String> lines = List.of(
                    "logoutput: stdout",
                    "internal: " + start.family().address() + " port = " + start.port(0),
                    "external: lo",
                    "clientmethod: none",
                    "socksmethod: none",
                    "client pass {",
                    "  from: " + all + " to: " + all,
                    "}",
                    "socks pass {",
                    "  from: " + all + " to: " + all,
                    "  command: connect",
                    "  log: connect",
                    "}");
            Path config = Files.write(start.dir().resolve("danted.conf"), lines);
            return List.of(path().toString(), "-f", config.toString());
        }

        @Override
        List<String> tunnels(String log) {
            return matches("tcp/connect \\[: .* (\\S+)\\n", log);
        }
    };

    static final String USER = "agent";
    private final String text;
    private final Path path;
    private final Set<String> kinds;
    private final Set<Login> logins;

    ProxyProgram(String text, String path, Set<String> kinds, Set<Login> logins) {
        this.text = text;
        this.path = Path.of(path);
        this.kinds = kinds;
        this.logins = logins;
    }

    /**
     * What a process is started for.
     *
     * @param login what it asks for
     * @param family what it listens on
     * @param certificate its own, where it speaks TLS
     * @param dir for its files
     * @param ports to listen on: plain, and with TLS
     */
    record Start(Login login, Family family, TestCertificate certificate, Path dir, List<Integer> ports) {

        int port(int index) {
            return ports.get(index);
        }

        private String address(int index) {
            return family.inUrl() + ":" + ports.get(index);
        }

        Path log() {
            return dir.resolve("log");
        }

        /** Squid's name: part of the names of its shared memory, so two of one name do not run side by side. */
        String name() {
            return "aclk" + ProcessHandle.current().pid() + "x" + ports.get(0);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public String toString() {
        return text;
    }

    boolean offers(ProxyCell cell) {
        return kinds.contains(cell.kind())
                && logins.contains(cell.login())
                && cell.whyNotOffered().isEmpty();
    }

    /** Of {@link #USER}; has what must be percent-encoded in a URL. */
    String password() {
        return "open@sesame";
    }

    /** The command line; writes the configuration. */
    abstract List<String> command(Start start) throws IOException;

    /** {@code host:port} of the tunnels in its log (or output), in their order. */
    abstract List<String> tunnels(String log);

    private static List<String> matches(String regex, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(regex).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String privateKey(TestCertificate certificate) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(certificate.key().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
