package io.aclk.shell.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.StatusReport;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code status [--json]}: the report of {@code docs/protocol/status.md}, sections 1 and 2. */
@Component(
        service = Function.class,
        property = {Command.NAME + "=status", Command.HELP + "=the state of the link: [--json]"})
public final class StatusCommand extends Command {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Link link;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile NodeDirectory nodes;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile EffectiveConfig config;

    /** Called by SCR, which sets the references. */
    @Activate
    public StatusCommand() {}

    /** For tests: with services, each of which may be {@code null}. */
    StatusCommand(Link link, NodeDirectory nodes, EffectiveConfig config) {
        this.link = link;
        this.nodes = nodes;
        this.config = config;
    }

    @Override
    Outcome run(List<String> args, String user) {
        boolean json = args.equals(List.of("--json"));
        if (!args.isEmpty() && !json) {
            return Outcome.usage("usage: status [--json]");
        }
        Link service = link;
        if (service == null) {
            return Outcome.failed(Missing.LINK);
        }
        LinkStatus status = service.status();
        NodeDirectory directory = nodes;
        List<Node> known = directory == null ? List.of() : directory.nodes();
        return new Outcome(
                0,
                (json ? StatusReport.json(status, known) : StatusReport.text(status, known, ZoneId.systemDefault()))
                                .stripTrailing()
                        + "\n",
                remarks(directory == null));
    }

    /** What is missing for a whole report. */
    private String remarks(boolean withoutHost) {
        StringBuilder remarks = new StringBuilder();
        if (withoutHost) {
            remarks.append(Missing.HOST).append('\n');
        }
        if (config == null) {
            remarks.append(Missing.CONFIG).append('\n');
        }
        return remarks.toString();
    }
}
