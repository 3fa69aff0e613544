package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy, if any, leads to a target ({@code protocol/connecting.md} section 10). Of the environment the same
 * variables count as with curl and in the same order; after them {@code http_proxy}, which the agents of today read.
 */
final class ProxyChooser {

    /** First one that is set wins. Everything that we connect to speaks TLS, hence {@code https_proxy} first. */
    private static final List<String> VARIABLES =
            List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY");

    private final Map<String, String> environment;

    ProxyChooser(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Chooses.
     *
     * @param proxy {@code none} or empty, {@code env}, or a proxy URL
     * @param host target
     * @param port target
     * @return empty = direct
     * @throws NetworkException {@code CONFIGURATION}: never silently direct, where the owner wanted a proxy
     */
    Optional<ProxyAddress> choose(String proxy, String host, int port) throws NetworkException {
        if (proxy.isEmpty() || proxy.equals("none")) {
            return Optional.empty();
        }
        if (!proxy.equals("env")) {
            return Optional.of(ProxyAddress.parse(proxy, "the setting proxy"));
        }
        if (NoProxy.parse(variable(List.of("no_proxy", "NO_PROXY"))).matches(host, port)) {
            return Optional.empty();
        }
        for (String name : VARIABLES) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                // curl and others take a bare host:port as an HTTP proxy, and so do people
                return Optional.of(ProxyAddress.parse(
                        value.contains("://") ? value : "http://" + value, "the environment variable " + name));
            }
        }
        return Optional.empty();
    }

    private String variable(List<String> names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "");
            if (!value.isBlank()) {
                return value;
            }
        }
        return "";
    }
}
