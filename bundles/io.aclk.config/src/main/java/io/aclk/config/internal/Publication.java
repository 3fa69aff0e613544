package io.aclk.config.internal;

import io.aclk.api.config.LinkSettings;
import io.aclk.config.shared.ProxyValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the bundles of the link read: {@link LinkSettings#PID}. Used by one thread. */
final class Publication {

    private final EffectivePid pid;
    private final ProxySecret proxySecret;
    private final Sources sources;
    private Map<String, Object> properties = Map.of();

    Publication(EffectivePid pid, ProxySecret proxySecret, Sources sources) {
        this.pid = pid;
        this.proxySecret = proxySecret;
        this.sources = sources;
    }

    /**
     * Puts values in force.
     *
     * @param merged what the doors say
     * @param trials which of it is in force
     * @return the keys whose values are others than before, all of them at the first time
     */
    List<String> write(Merger.Merged merged, Trials trials) throws IOException {
        Map<String, Object> all = properties(merged, trials.inForce());
        if (trials.candidate().isPresent()) {
            properties(merged, trials.candidate().get())
                    .forEach((key, value) -> all.put(LinkSettings.CANDIDATE + key, value));
        }
        List<String> changed = pid.write(all);
        properties = all;
        return changed;
    }

    private Map<String, Object> properties(Merger.Merged merged, Route route) throws IOException {
        Map<String, Object> all = new HashMap<>();
        for (LinkKey key : LinkKey.values()) {
            all.put(key.key(), Route.ALL.contains(key) ? route.text(key) : merged.text(key));
        }
        List<String> ca = new ArrayList<>(LinkKey.paths(route.text(LinkKey.CA)));
        sources.authority().ifPresent(file -> ca.add(file.toString()));
        all.put(LinkSettings.CA, EffectivePid.array(ca));
        all.put(
                LinkSettings.CA_STAMP,
                TrustedFiles.stamp(ca.stream().map(Path::of).toList()));
        String proxy = route.text(LinkKey.PROXY);
        all.put(LinkSettings.PROXY, ProxyValue.withoutCredentials(proxy));
        all.put(
                LinkSettings.PROXY_FILE,
                ProxyValue.hasCredentials(proxy) ? proxySecret.keep(proxy).toString() : "");
        return all;
    }

    /** Whether these are the settings in force that decide about the connection. */
    boolean inForce(LinkSettings settings) {
        return sameRoute(LinkSettings.of(properties), settings);
    }

    /** Whether these are the candidate settings. */
    boolean candidate(LinkSettings settings) {
        return LinkSettings.candidate(properties).stream().anyMatch(candidate -> sameRoute(candidate, settings));
    }

    private static boolean sameRoute(LinkSettings one, LinkSettings other) {
        return one.url().equals(other.url())
                && one.network().equals(other.network())
                && one.claimedId().equals(other.claimedId());
    }

    /** What was in force when an earlier run of this bundle ended, if that can still be read. */
    Optional<Route> before() throws IOException {
        Map<String, Object> before = pid.read();
        if (before.isEmpty()) {
            return Optional.empty();
        }
        LinkSettings settings = LinkSettings.of(before);
        Map<LinkKey, Merger.Value> values = new EnumMap<>(LinkKey.class);
        for (LinkKey key : Route.ALL) {
            String text =
                    switch (key) {
                        case PROXY -> settings.network().proxy();
                        case CA -> ca(before);
                        default -> String.valueOf(before.getOrDefault(key.key(), key.defaultValue()));
                    };
            values.put(key, new Merger.Value(text, "before"));
        }
        return Optional.of(new Route(values));
    }

    private String ca(Map<String, Object> before) {
        List<String> claimed =
                sources.authorities().stream().map(Path::toString).toList();
        return before.get(LinkSettings.CA) instanceof String[] paths
                ? String.join(
                        LinkKey.SEPARATOR,
                        Arrays.stream(paths)
                                .filter(path -> !claimed.contains(path))
                                .toList())
                : "";
    }
}
