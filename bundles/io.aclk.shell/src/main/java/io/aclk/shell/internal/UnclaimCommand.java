package io.aclk.shell.internal;

import io.aclk.api.claim.Claiming;
import java.nio.file.Path;
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

/** {@code unclaim}: gives the identity up; it is kept in an archive with the date. */
@Component(
        service = Function.class,
        property = {
            Command.NAME + "=unclaim",
            Command.HELP + "=gives the identity up: goodbye to the cloud, no link until the next claim"
        })
public final class UnclaimCommand extends Command {

    /** The goodbye of the link takes up to 5 s. */
    private static final long LIMIT_SECONDS = 30;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Claiming claiming;

    /** Called by SCR, which sets the reference. */
    @Activate
    public UnclaimCommand() {}

    /** For tests: with a service, which may be {@code null}. */
    UnclaimCommand(Claiming claiming) {
        this.claiming = claiming;
    }

    @Override
    Outcome run(List<String> args, String user) {
        if (!args.isEmpty()) {
            return Outcome.usage("usage: unclaim");
        }
        Claiming service = claiming;
        if (service == null) {
            return Outcome.failed(Missing.CLAIMING);
        }
        try {
            Path archive = service.unclaim(user).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return Outcome.done("The agent is not claimed any more; its identity is kept in " + archive
                    + ". The cloud keeps what it knows of the node until somebody removes it there.");
        } catch (ExecutionException e) {
            return Outcome.failed("the agent stays as it is: " + e.getCause().getMessage());
        } catch (TimeoutException e) {
            return Outcome.failed("this did not end within " + LIMIT_SECONDS + " s; see log/error.log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed("the instance stops");
        }
    }
}
