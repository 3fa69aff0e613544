package io.aclk.doctor.internal;

import io.aclk.api.claim.Claiming;
import io.aclk.api.claim.Identity;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkProbe;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.NodeDirectory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is there to be looked at: each part may be missing.
 *
 * @param config the bundle io.aclk.config
 * @param settings what it wrote
 * @param claiming the bundle io.aclk.claiming
 * @param identity what it offers while claimed
 * @param link the bundle io.aclk.link
 * @param probe of the same bundle
 * @param api the host
 * @param nodes the nodes of the host
 * @param dir the instance directory
 * @param claimWaits whether a claim was left in {@code data/cloud.d} for an agent that takes it when it runs
 */
record Services(
        Optional<EffectiveConfig> config,
        Optional<LinkSettings> settings,
        Optional<Claiming> claiming,
        Optional<Identity> identity,
        Optional<Link> link,
        Optional<LinkProbe> probe,
        Optional<AgentApi> api,
        Optional<NodeDirectory> nodes,
        Path dir,
        boolean claimWaits) {

    /** Why claiming is not there: without the host it does not start, and is not what has to be looked at. */
    String whyNoClaiming() {
        return nodes.isEmpty()
                ? "the host of the agent is missing: the bundle io.aclk.agent.store, or what takes its place, is missing or"
                        + " stopped, and io.aclk.claiming waits for it"
                : "the bundle io.aclk.claiming is missing or stopped";
    }

    /** What to type for this instance. */
    Commands commands() {
        return new Commands(dir, settings.map(known -> known.url().toString()).orElse(LinkSettings.DEFAULT_URL));
    }
}
