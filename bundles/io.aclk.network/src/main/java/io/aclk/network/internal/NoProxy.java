package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The list of {@code no_proxy}: items separated by commas or blanks, each {@code *}, a domain (itself and everything
 * below, a leading dot or {@code *.} is ignored), an address, or an address range {@code 10.0.0.0/8}; all but the first
 * with an optional {@code :port}.
 */
final class NoProxy {

    private final List<Rule> rules;

    private NoProxy(List<Rule> rules) {
        this.rules = rules;
    }

    /** Parses the value of the variable. What cannot be understood matches nothing. */
    static NoProxy parse(String value) {
        List<Rule> rules = new ArrayList<>();
        for (String item : value.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
            if (!item.isEmpty()) {
                rules.add(rule(item));
            }
        }
        return new NoProxy(rules);
    }

    /** Whether this target is to be reached directly. */
    boolean matches(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return rules.stream().anyMatch(rule -> rule.matches(name, port));
    }

    @FunctionalInterface
    private interface Rule {
        boolean matches(String host, int port);
    }

    private static Rule rule(String item) {
        if (item.equals("*")) {
            return (host, port) -> true;
        }
        String pattern = item;
        int onlyPort = -1;
        int colon = item.lastIndexOf(':');
        boolean bareIpv6 = !item.startsWith("[") && item.indexOf(':') != colon;
        if (!bareIpv6
                && colon > item.lastIndexOf(']')
                && item.substring(colon + 1).matches("[0-9]{1,5}")) {
            onlyPort = Integer.parseInt(item.substring(colon + 1));
            pattern = item.substring(0, colon);
        }
        Rule hosts = hosts(HostPort.plain(pattern));
        int wanted = onlyPort;
        return (host, port) -> (wanted < 0 || wanted == port) && hosts.matches(host, port);
    }

    private static Rule hosts(String pattern) {
        int slash = pattern.indexOf('/');
        String address = slash < 0 ? pattern : pattern.substring(0, slash);
        if (Resolver.isLiteral(address)) {
            byte[] network = bytes(address);
            int bits = network.length * 8;
            String length = slash < 0 ? String.valueOf(bits) : pattern.substring(slash + 1);
            int prefix = length.matches("[0-9]{1,3}") ? Integer.parseInt(length) : bits + 1;
            return (host, port) -> prefix <= bits && Resolver.isLiteral(host) && inside(network, prefix, bytes(host));
        }
        String domain = pattern.startsWith("*.") ? pattern.substring(2) : pattern.replaceFirst("^\\.", "");
        return (host, port) -> host.equals(domain) || host.endsWith("." + domain);
    }

    private static byte[] bytes(String literal) {
        try {
            InetAddress address = Resolver.literal(literal);
            return address.getAddress();
        } catch (NetworkException e) {
            throw new IllegalStateException("checked by the caller: " + literal, e);
        }
    }

    private static boolean inside(byte[] network, int prefix, byte[] address) {
        if (network.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((network[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
