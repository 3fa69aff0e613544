package io.aclk.link.internal;

import io.aclk.api.claim.Identity;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.LinkProbe;
import io.aclk.api.link.ProbeException;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkException;
import io.aclk.api.transport.Transport;
import java.io.Closeable;
import java.time.Clock;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Offers {@link LinkProbe}, whatever is missing, and ends the probes that run when the bundle is stopped. */
@Component(service = LinkProbe.class)
public final class ProbeComponent implements LinkProbe {

    private final AbortSignal stopping = new AbortSignal();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Identity identity;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Network network;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Transport transport;

    /** Called by SCR, which sets the references. */
    @Activate
    public ProbeComponent() {}

    /** For tests: with services, each of which may be {@code null}. */
    public ProbeComponent(Identity identity, Network network, Transport transport) {
        this.identity = identity;
        this.network = network;
        this.transport = transport;
    }

    @Deactivate
    void stop() {
        stopping.abort();
    }

    @Override
    public void probe(LinkSettings settings, Depth depth, Observer observer, AbortSignal abort) throws ProbeException {
        Probe probe = new Probe(settings, identity, network, transport, observer, Clock.systemUTC());
        Closeable end = probe::abort;
        try {
            abort.register(end);
            stopping.register(end);
            probe.run(depth);
        } catch (NetworkException e) {
            throw new ProbeException(Stage.DNS, "offline", "aborted", ProbeException.Answer.NONE, e);
        } finally {
            abort.release(end);
            stopping.release(end);
        }
    }
}
