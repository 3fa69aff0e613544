package io.aclk.agent.web.internal;

import io.aclk.host.api.Capability;
import io.aclk.host.api.ContextCatalog;
import io.aclk.host.api.InfoContributor;
import io.aclk.host.api.MetricStore;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the commands answer from.
 *
 * @param store time series
 * @param nodes nodes
 * @param catalog contexts
 * @param versions what has changed since the start
 * @param contributors members that other bundles add
 * @param clock wall clock
 * @param started when the API started, epoch seconds
 */
record Host(
        MetricStore store,
        NodeDirectory nodes,
        ContextCatalog catalog,
        Versions versions,
        Supplier<List<InfoContributor>> contributors,
        InstantSource clock,
        long started) {

    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    /**
     * The set of endpoints, formats and options of {@code protocol/queries.md} that works here. What belongs to a
     * capability of its own (alerts to {@code health}, weights to {@code mc}, running a function to {@code funcs},
     * configuration to {@code dyncfg}) is announced by whoever implements it, so it does not count here.
     */
    static final Capability API_VERSION = Capability.of("http_api_v2", 7);

    /** The wall clock, epoch seconds. */
    long now() {
        return clock.millis() / 1000;
    }

    /** Members that other bundles add to a document. A contributor that fails adds nothing. */
    Map<String, Object> members(InfoContributor.Document document) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (InfoContributor contributor : contributors.get()) {
            try {
                members.putAll(contributor.members(document));
            } catch (RuntimeException e) {
                LOG.debug("A contributor to {} failed: {}", document, e.toString());
            }
        }
        return members;
    }

    /** The claim id of a node, as the contributed {@code cloud} object says; {@code null} if there is none. */
    String claimId(Node node) {
        return node.local()
                        && members(InfoContributor.Document.INFO_AGENT).get("cloud") instanceof Map<?, ?> cloud
                        && cloud.get("claim_id") instanceof String id
                ? id
                : null;
    }
}
