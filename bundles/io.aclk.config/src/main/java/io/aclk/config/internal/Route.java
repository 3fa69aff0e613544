package io.aclk.config.internal;

import io.aclk.config.internal.Merger.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The settings that decide which cloud is reached and how, a wrong one of which costs the connection, and the identity
 * that they were given with. Immutable.
 *
 * @param values of each of {@link #KEYS} and of {@link LinkKey#CLAIMED_ID}
 */
record Route(Map<LinkKey, Value> values) {

    /** The settings that are tried before they are put in force. */
    static final List<LinkKey> KEYS = List.of(LinkKey.URL, LinkKey.PROXY, LinkKey.CA, LinkKey.PIN, LinkKey.INSECURE);

    /** All that is compared. */
    static final List<LinkKey> ALL = all();

    Route {
        values = Map.copyOf(values);
    }

    private static List<LinkKey> all() {
        List<LinkKey> all = new ArrayList<>(KEYS);
        all.add(LinkKey.CLAIMED_ID);
        return List.copyOf(all);
    }

    /** What the doors say. */
    static Route of(Merger.Merged merged) {
        Map<LinkKey, Value> values = new EnumMap<>(LinkKey.class);
        ALL.forEach(key -> values.put(key, merged.values().get(key).get(0)));
        return new Route(values);
    }

    /** The text of a value. */
    String text(LinkKey key) {
        return values.get(key).text();
    }

    /** Where a value comes from. */
    String source(LinkKey key) {
        return values.get(key).source();
    }

    /** Whether it leads to the same place in the same way, wherever the values come from. */
    boolean same(Route other) {
        return sameIdentity(other) && changed(other).isEmpty();
    }

    /** Whether it was given with the same claim. */
    boolean sameIdentity(Route other) {
        return text(LinkKey.CLAIMED_ID).equals(other.text(LinkKey.CLAIMED_ID));
    }

    /** The settings whose values are others in another one. */
    List<LinkKey> changed(Route other) {
        return KEYS.stream().filter(key -> !text(key).equals(other.text(key))).toList();
    }

    /**
     * By what the values are recognised again without keeping them.
     *
     * @param salt so that nobody compares with digests made in advance
     */
    String digest(String salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt.getBytes(StandardCharsets.UTF_8));
            for (LinkKey key : ALL) {
                digest.update((key.key() + "=" + text(key) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
