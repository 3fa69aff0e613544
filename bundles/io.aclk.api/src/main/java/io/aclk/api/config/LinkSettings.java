package io.aclk.api.config;

import io.aclk.api.network.NetworkOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The settings of the link in force: the values of the PID {@link #PID}, which {@code io.aclk.config} alone writes and
 * the bundles of the link read with {@code configurationPolicy = REQUIRE}. Values that cannot be used never get here.
 *
 * <p>Immutable; {@link #toString()} hides the credentials of a proxy.
 *
 * @param enabled false: the link is switched off
 * @param url base URL of the cloud, without a trailing slash
 * @param network proxy and trust
 * @param queryThreads most requests answered at a time, 0 = by the number of cores
 * @param scope {@code full} or {@code license manager}
 * @param conversationLog log every message
 * @param claimedId claim id that {@code cloud.d/cloud.conf} names; the link connects only with this identity, so that
 *     it never takes a new identity to an old address
 * @param trustStamp another text whenever a trusted file of {@code network} changed, was added or removed: certificates
 *     are read anew for each connection, so that a failed attempt is worth repeating then
 */
public record LinkSettings(
        boolean enabled,
        URI url,
        NetworkOptions network,
        int queryThreads,
        String scope,
        boolean conversationLog,
        Optional<String> claimedId,
        String trustStamp) {

    /** The PID of the merged settings. */
    public static final String PID = "io.aclk.link.effective";

    /** Where a claim goes when nothing says otherwise ({@code protocol/claiming.md} section 1). */
    public static final String DEFAULT_URL = "https://app.netdata.cloud";

    public static final String ENABLED = "enabled";
    public static final String URL = "url";
    /** {@code none}, {@code env} or a proxy URL without credentials; those are in the file {@link #PROXY_FILE} names. */
    public static final String PROXY = "proxy";
    /**
     * Path of a file that holds the whole proxy URL, for proxies with credentials: a service property must not carry a
     * secret. Empty if there are none; wins over {@link #PROXY}.
     */
    public static final String PROXY_FILE = "proxy.file";

    public static final String INSECURE = "insecure";
    /** Paths of PEM files and of directories of them, {@code String[]}. */
    public static final String CA = "ca";
    /** {@link #trustStamp}. */
    public static final String CA_STAMP = "ca.stamp";

    public static final String PIN = "pin";
    public static final String QUERY_THREADS = "query.threads";
    public static final String SCOPE = "scope";
    public static final String CONVERSATION_LOG = "conversation.log";
    public static final String CLAIMED_ID = "claimed.id";
    /** Before each key of {@link #candidate}. */
    public static final String CANDIDATE = "candidate.";

    /** Checks that nothing is missing. */
    public LinkSettings {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(claimedId, "claimedId");
        Objects.requireNonNull(trustStamp, "trustStamp");
    }

    /**
     * Reads the properties of {@link #PID}.
     *
     * @throws IllegalArgumentException if one cannot be used; the text names the key and not the value
     */
    public static LinkSettings of(Map<String, ?> properties) {
        List<Path> trusted = new ArrayList<>();
        Object ca = properties.get(CA);
        if (ca instanceof String[] paths) {
            for (String path : paths) {
                trusted.add(Path.of(path));
            }
        }
        String proxy = text(properties, PROXY, "env");
        String proxyFile = text(properties, PROXY_FILE, "");
        if (!proxyFile.isEmpty()) {
            try {
                proxy = java.nio.file.Files.readString(Path.of(proxyFile)).strip();
            } catch (java.io.IOException e) {
                throw new IllegalArgumentException("cannot read the file of " + PROXY_FILE + ": " + proxyFile, e);
            }
        }
        String claimedId = text(properties, CLAIMED_ID, "");
        URI url;
        try {
            url = URI.create(text(properties, URL, DEFAULT_URL));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(URL + " is not a URL", e);
        }
        return new LinkSettings(
                flag(properties, ENABLED, true),
                url,
                new NetworkOptions(proxy, flag(properties, INSECURE, false), trusted, text(properties, PIN, "")),
                number(properties, QUERY_THREADS),
                text(properties, SCOPE, "full"),
                flag(properties, CONVERSATION_LOG, false),
                claimedId.isEmpty() ? Optional.empty() : Optional.of(claimedId),
                text(properties, CA_STAMP, ""));
    }

    /** Whether {@code scope} leaves only what a node is: no metrics, contexts or alerts. */
    public boolean licenseOnly() {
        return scope.equals("license manager");
    }

    /**
     * Reads the settings that shall replace those of {@link #of}, if there are any: a changed {@code url}, {@code proxy},
     * {@code ca}, {@code pin} or {@code insecure}, which the link proves while its connection stays and then judges
     * ({@link EffectiveConfig#judged}). All keys of {@link #PID} are there, each after {@link #CANDIDATE}.
     *
     * @throws IllegalArgumentException if one cannot be used; the text names the key and not the value
     */
    public static Optional<LinkSettings> candidate(Map<String, ?> properties) {
        Map<String, Object> candidate = new HashMap<>();
        properties.forEach((key, value) -> {
            if (key.startsWith(CANDIDATE)) {
                candidate.put(key.substring(CANDIDATE.length()), value);
            }
        });
        return candidate.isEmpty() ? Optional.empty() : Optional.of(of(candidate));
    }

    private static String text(Map<String, ?> properties, String key, String otherwise) {
        Object value = properties.get(key);
        return value == null ? otherwise : value.toString();
    }

    private static boolean flag(Map<String, ?> properties, String key, boolean otherwise) {
        Object value = properties.get(key);
        return value == null ? otherwise : Boolean.parseBoolean(value.toString());
    }

    private static int number(Map<String, ?> properties, String key) {
        Object value = properties.get(key);
        try {
            return value == null ? 0 : Integer.parseInt(value.toString());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is not a number", e);
        }
    }
}
