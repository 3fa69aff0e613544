package io.aclk.shell.internal;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The same commands for Gogo, scope {@code aclk}. Works without Gogo, as a service that nobody asks. */
@Component(
        service = GogoCommands.class,
        property = {
            "osgi.command.scope=aclk",
            "osgi.command.function=status",
            "osgi.command.function=claim",
            "osgi.command.function=link"
        })
public final class GogoCommands {

    private static final String USER = "gogo";

    private final Function<Map<String, Object>, Map<String, Object>> status;
    private final Function<Map<String, Object>, Map<String, Object>> claim;
    private final Function<Map<String, Object>, Map<String, Object>> link;

    /** Called by SCR. */
    @Activate
    public GogoCommands(
            @Reference(target = "(" + Command.NAME + "=status)")
                    Function<Map<String, Object>, Map<String, Object>> status,
            @Reference(target = "(" + Command.NAME + "=claim)")
                    Function<Map<String, Object>, Map<String, Object>> claim,
            @Reference(target = "(" + Command.NAME + "=link)")
                    Function<Map<String, Object>, Map<String, Object>> link) {
        this.status = status;
        this.claim = claim;
        this.link = link;
    }

    /** The state of the link. */
    @Descriptor("the state of the link")
    public String status(@Descriptor("[--json]") String... args) {
        return run(status, args);
    }

    /** Claims this agent. */
    @Descriptor("claims this agent")
    public String claim(
            @Descriptor("--token T [--rooms A,B] [--url U] [--proxy P] [--ca FILE] [--pin P] [--insecure]")
                    String... args) {
        return run(claim, args);
    }

    /** Switches the link off or on. */
    @Descriptor("switches the link off or on, over restarts")
    public String link(@Descriptor("stop | start") String... args) {
        return run(link, args);
    }

    private static String run(Function<Map<String, Object>, Map<String, Object>> command, String... args) {
        Map<String, Object> reply = command.apply(Map.of("args", List.of(args), "user", USER));
        return (reply.get("out").toString() + reply.get("err")).stripTrailing();
    }
}
