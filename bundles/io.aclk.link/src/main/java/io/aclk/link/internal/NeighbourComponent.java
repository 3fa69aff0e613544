package io.aclk.link.internal;

import io.aclk.api.claim.Claiming;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.host.api.NodeDirectory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Brings configuration, claiming and the host to the session. A component of its own that offers nothing, so that they
 * may refer to what the session offers.
 */
@Component(
        service = {},
        immediate = true)
public final class NeighbourComponent {

    private final SessionHub hub;

    /** Made by SCR. */
    @Activate
    public NeighbourComponent(@Reference SessionHub hub) {
        this.hub = hub;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindClaiming(Claiming service) {
        hub.change(inputs -> inputs.claiming = service);
    }

    void unbindClaiming(Claiming service) {
        hub.change(inputs -> inputs.claiming = inputs.claiming == service ? null : inputs.claiming);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindConfig(EffectiveConfig service) {
        hub.change(inputs -> inputs.config = service);
    }

    void unbindConfig(EffectiveConfig service) {
        hub.change(inputs -> inputs.config = inputs.config == service ? null : inputs.config);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNodes(NodeDirectory service) {
        hub.change(inputs -> inputs.nodes = service);
    }

    void unbindNodes(NodeDirectory service) {
        hub.change(inputs -> inputs.nodes = inputs.nodes == service ? null : inputs.nodes);
    }
}
