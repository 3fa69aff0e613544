package io.aclk.itests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One cell of the matrix of proxies.
 *
 * @param kind scheme of the proxy URL
 * @param login how the proxy is logged in to
 * @param family of the addresses of the proxy and of the cloud side behind it
 */
record ProxyCell(String kind, Login login, Family family) {

    /** How a proxy is logged in to. */
    enum Login {
        NONE("none"),
        BASIC("Basic"),
        DIGEST_MD5("Digest MD5"),
        DIGEST_SHA256("Digest SHA-256"),
        PASSWORD("password"),
        USER_ID("user id");

        private final String text;

        Login(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** The loopback address that everything listens on. */
    enum Family {
        IPV4("127.0.0.1", "127.0.0.1"),
        IPV6("::1", "[::1]");

        private final String address;
        private final String inUrl;

        Family(String address, String inUrl) {
            this.address = address;
            this.inUrl = inUrl;
        }

        String address() {
            return address;
        }

        String inUrl() {
            return inUrl;
        }

        @Override
        public String toString() {
            return this == IPV4 ? "IPv4" : "IPv6";
        }
    }

    /** Kind and the logins that exist for it. */
    private static final Map<String, List<Login>> LOGINS = new LinkedHashMap<>();

    static {
        List<Login> http = List.of(Login.NONE, Login.BASIC, Login.DIGEST_MD5, Login.DIGEST_SHA256);
        LOGINS.put("http", http);
        LOGINS.put("https", http);
        LOGINS.put("socks5", List.of(Login.NONE, Login.PASSWORD));
        LOGINS.put("socks5h", List.of(Login.NONE, Login.PASSWORD));
        LOGINS.put("socks4a", List.of(Login.NONE, Login.USER_ID));
    }

    /** All that could be, whether a program offers it or not. */
    static List<ProxyCell> all() {
        List<ProxyCell> cells = new ArrayList<>();
        LOGINS.forEach((kind, logins) -> logins.forEach(login -> {
            for (Family family : Family.values()) {
                cells.add(new ProxyCell(kind, login, family));
            }
        }));
        return cells;
    }

    /** Why no program of Debian offers it; empty if one does. */
    String whyNotOffered() {
        if (login == Login.DIGEST_SHA256) {
            return "Squid 5.7 offers Digest with MD5 only, tinyproxy no Digest";
        }
        if (login == Login.USER_ID) {
            return "Dante checks a user id by asking the client's identd, which is not there";
        }
        if (kind.equals("socks4a") && family == Family.IPV6) {
            return "SOCKS 4 has no IPv6 addresses, and Dante 1.4 does not know the names of 4a";
        }
        return "";
    }

    @Override
    public String toString() {
        return kind + ", " + login + ", " + family;
    }
}
