package io.aclk.agent.web.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses requests whose {@code Host} header is not a name of this machine: a web page must not reach the listener by
 * pointing a name of its own at it (DNS rebinding). Addresses cannot be re-pointed, so they pass. Immutable.
 */
final class HostGuard {

    private final Set<String> names = new HashSet<>();

    /**
     * A guard.
     *
     * @param configured the host that the listener is configured with
     * @param machine the machine's own name
     */
    HostGuard(String configured, String machine) {
        add("localhost");
        add(configured);
        add(machine);
    }

    /** The name of this machine, without asking a name server for more than the system does itself. */
    static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // a machine without a name is not asked for by it
            return "localhost";
        }
    }

    private void add(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        names.add(lower);
        names.add(lower + ".local");
        int dot = lower.indexOf('.');
        if (dot > 0 && !isAddress(lower)) {
            names.add(lower.substring(0, dot));
        }
    }

    /**
     * Checks a header.
     *
     * @param header value of {@code Host}, or {@code null}: HTTP/1.0, which no browser speaks
     */
    boolean accepts(String header) {
        if (header == null || header.isEmpty()) {
            return true;
        }
        String host = header.strip().toLowerCase(Locale.ROOT);
        int bracket = host.lastIndexOf(']');
        int colon = host.lastIndexOf(':');
        if (colon > bracket) {
            host = host.substring(0, colon);
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        return isAddress(host) || names.contains(host) || host.endsWith(".localhost");
    }

    /** Dotted numbers, or anything in brackets. No name server answers for either. */
    private static boolean isAddress(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return true;
        }
        if (host.isEmpty() || !Character.isDigit(host.charAt(host.length() - 1))) {
            return false;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
