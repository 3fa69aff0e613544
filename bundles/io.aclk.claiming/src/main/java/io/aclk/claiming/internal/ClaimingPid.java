package io.aclk.claiming.internal;

import io.aclk.config.shared.PidProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PID {@code io.aclk.claiming}: the last source of an automatic claim. A component of its own, so that a change here
 * does not touch the identity in use.
 */
@Component(service = ClaimingPid.class, configurationPid = ClaimingPid.PID)
@Designate(ocd = ClaimingPid.Config.class)
public final class ClaimingPid {

    static final String PID = "io.aclk.claiming";

    private static final String ON_CLONE = "on.clone";
    private static final List<String> KEYS = List.of("token.file", "rooms", ON_CLONE);

    private static final String OFFLINE = "offline";
    private static final String RECLAIM = "reclaim";
    private static final Logger LOG = LoggerFactory.getLogger(ClaimingPid.class);

    /** Describes the keys. */
    @ObjectClassDefinition(
            name = "Claiming",
            description = "Where the token of an automatic claim is; claim.conf and others go before it")
    public @interface Config {

        @AttributeDefinition(
                name = "token.file",
                description = "file that holds the claim token; relative to the instance directory",
                required = false)
        String token_file() default "";

        @AttributeDefinition(description = "rooms to enter", required = false)
        String[] rooms() default {};

        @AttributeDefinition(
                name = ON_CLONE,
                description = "what an agent does whose identity was copied from another machine: stay offline and say"
                        + " so, or claim itself anew, as another machine, with a token at hand",
                required = false,
                options = {@Option(value = OFFLINE), @Option(value = RECLAIM)})
        String on_clone() default OFFLINE;
    }

    private final String tokenFile;
    private final List<String> rooms;
    private final boolean reclaim;

    /** Takes the values in force, and tells the owner of mistakes. */
    @Activate
    public ClaimingPid(Config config, Map<String, Object> properties) {
        this(
                config.token_file(),
                List.of(config.rooms()),
                config.on_clone().strip().equals(RECLAIM));
        mistakes(config.on_clone().strip(), PidProperties.of(PID, properties))
                .forEach(mistake -> LOG.warn("ACLK: {}", mistake));
    }

    ClaimingPid(String tokenFile, List<String> rooms) {
        this(tokenFile, rooms, false);
    }

    ClaimingPid(String tokenFile, List<String> rooms, boolean reclaim) {
        this.tokenFile = tokenFile;
        this.rooms = rooms;
        this.reclaim = reclaim;
    }

    /** A value that nobody can mean safely changes nothing: the agent stays offline. */
    static List<String> mistakes(String onClone, PidProperties properties) {
        List<String> mistakes = new ArrayList<>(properties.unknown(KEYS));
        if (!onClone.equals(OFFLINE) && !onClone.equals(RECLAIM)) {
            mistakes.add(properties.source(ON_CLONE) + ": the value of '" + ON_CLONE + "' wants " + OFFLINE + " or "
                    + RECLAIM + "; " + OFFLINE + " is in force");
        }
        return mistakes;
    }

    /** File that holds the token, empty if there is none. */
    String tokenFile() {
        return tokenFile;
    }

    /** Whether a copied identity is given up for one of its own. */
    boolean reclaim() {
        return reclaim;
    }

    /** Rooms; an item may hold several, separated by commas. */
    List<String> rooms() {
        return rooms;
    }
}
