package io.aclk.query.internal;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is answered with the setting {@code scope = license manager}: the class nodes and the endpoints without a check
 * ({@code protocol/queries.md} sections 3 and 6).
 */
final class LicenseScope {

    /**
     * The path as it is on the wire. The host decodes the whole text before it looks at it, so that one with anything
     * encoded could turn into another path and is refused.
     */
    private static final Pattern PATH =
            Pattern.compile("(?:/(?:host|node)/[^/%?]+)*/api/(v[123]/[a-z_]+)(?:/[^%?]*)?(?:\\?.*)?");

    private static final Set<String> ANSWERED = Set.of(
            "v1/info",
            "v1/aclk",
            "v1/dbengine_stats",
            "v1/ml_info",
            "v2/info",
            "v2/nodes",
            "v2/node_instances",
            "v2/versions",
            "v2/progress",
            "v3/info",
            "v3/nodes",
            "v3/node_instances",
            "v3/stream_path",
            "v3/progress",
            "v3/versions",
            "v3/stream_info",
            "v3/me");

    private LicenseScope() {}

    /** Whether a request target is answered. */
    static boolean answers(String target) {
        Matcher path = PATH.matcher(target);
        return path.matches() && ANSWERED.contains(path.group(1));
    }
}
