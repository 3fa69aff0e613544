package io.aclk.shell.internal;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.link.Link;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code link stop} and {@code link start}: the switch of the link, kept over restarts. */
@Component(
        service = Function.class,
        property = {Command.NAME + "=link", Command.HELP + "=switches the link off or on, over restarts: stop | start"})
public final class LinkCommand extends Command {

    /** The link promises 5 s. */
    private static final long LIMIT_SECONDS = 10;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Link link;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile EffectiveConfig config;

    /** Called by SCR, which sets the references. */
    @Activate
    public LinkCommand() {}

    /** For tests: with services, each of which may be {@code null}. */
    LinkCommand(Link link, EffectiveConfig config) {
        this.link = link;
        this.config = config;
    }

    @Override
    Outcome run(List<String> args, String user) {
        boolean stop = args.equals(List.of("stop"));
        if (!stop && !args.equals(List.of("start"))) {
            return Outcome.usage("usage: link stop | link start");
        }
        Link service = link;
        if (service == null) {
            return Outcome.failed(Missing.LINK);
        }
        try {
            (stop ? service.stop(user) : service.start(user))
                    .toCompletableFuture()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return Outcome.done(stop ? "the link is switched off until 'link start'" : switchedOn());
        } catch (ExecutionException e) {
            return Outcome.failed("the link cannot be switched: " + e.getCause().getMessage());
        } catch (TimeoutException e) {
            return Outcome.failed("the link did not answer within " + LIMIT_SECONDS + " s; see log/error.log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed("the instance stops");
        }
    }

    /** The switch is not all that may keep the link off: the setting {@code enabled} holds against it. */
    private String switchedOn() {
        return SwitchedOff.bySetting(config)
                .map(where -> "the link is switched on, but " + where + " keeps it off")
                .orElse("the link is switched on");
    }
}
