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
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code status [--json]}: the report of {@code docs/protocol/status.md}, sections 1 and 2, and what the runtime has to say,
 * such as an update that was rolled back.
 */
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

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            target = "(aclk.control=notices)")
    private volatile Supplier<List<String>> notices;

    /** Called by SCR, which sets the references. */
    @Activate
    public StatusCommand() {}

    /** For tests: with services, each of which may be {@code null}. */
    StatusCommand(Link link, NodeDirectory nodes, EffectiveConfig config, Supplier<List<String>> notices) {
        this.link = link;
        this.nodes = nodes;
        this.config = config;
        this.notices = notices;
    }

    @Override
    Outcome run(List<String> args, String user) {
        boolean json = args.equals(List.of("--json"));
        if (!args.isEmpty() && !json) {
            return Outcome.usage("usage: status [--json]");
        }
        Supplier<List<String>> runtime = notices;
        Notices known = new Notices(runtime == null ? List.of() : runtime.get());
        Link service = link;
        if (service == null) {
            return Outcome.failed(known.after(Missing.LINK));
        }
        LinkStatus status = service.status();
        NodeDirectory directory = nodes;
        List<Node> listed = directory == null ? List.of() : directory.nodes();
        String out = json
                ? known.in(StatusReport.json(status, listed)) + "\n"
                : known.after(StatusReport.text(status, listed, ZoneId.systemDefault()));
        return new Outcome(0, out, remarks(directory == null));
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
