package io.aclk.api.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How to get out. Immutable; {@link #toString()} hides the credentials of a proxy.
 *
 * @param proxy {@code none}, {@code env}, or a proxy URL ({@code protocol/connecting.md} section 10, {@code
 *     docs/proxies.md}); may hold credentials
 * @param insecure accept a self-signed or untrusted chain of the server; the name is verified all the same, and so is
 *     everything about a proxy, which gets the owner's password
 * @param trusted PEM files, and directories of them, whose certificates are trusted beside the system's, for servers and
 *     proxies; what is missing is ignored
 * @param pin {@code sha256/<base64>} of the public key that the server (not a proxy) must show, or empty
 */
public record NetworkOptions(String proxy, boolean insecure, List<Path> trusted, String pin) {

    /** Direct, system trust store only. */
    public static final NetworkOptions DIRECT = new NetworkOptions("none", false, List.of(), "");

    /** Checks that nothing is missing. */
    public NetworkOptions {
        Objects.requireNonNull(proxy, "proxy");
        trusted = List.copyOf(trusted);
        Objects.requireNonNull(pin, "pin");
    }

    /** The proxy with everything between {@code ://} and the last {@code @} replaced by {@code X}. */
    public String proxyForDisplay() {
        int scheme = proxy.indexOf("://");
        int at = proxy.lastIndexOf('@');
        return scheme < 0 || at < scheme ? proxy : proxy.substring(0, scheme + 3) + "X" + proxy.substring(at);
    }

    @Override
    public String toString() {
        return "proxy " + proxyForDisplay() + (insecure ? ", insecure" : "") + ", trusted " + trusted
                + (pin.isEmpty() ? "" : ", pinned");
    }
}
