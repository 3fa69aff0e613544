package io.aclk.claiming.internal;

import java.util.List;
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
                name = "on.clone",
                description = "what an agent does whose identity was copied from another machine: stay offline and say"
                        + " so, or claim itself anew, as another machine, with a token at hand",
                required = false,
                options = {@Option(value = OFFLINE), @Option(value = RECLAIM)})
        String on_clone() default OFFLINE;
    }

    private final String tokenFile;
    private final List<String> rooms;
    private final boolean reclaim;

    /** Takes the values in force. */
    @Activate
    public ClaimingPid(Config config) {
        this(config.token_file(), List.of(config.rooms()), config.on_clone());
    }

    ClaimingPid(String tokenFile, List<String> rooms) {
        this(tokenFile, rooms, OFFLINE);
    }

    ClaimingPid(String tokenFile, List<String> rooms, String onClone) {
        this.tokenFile = tokenFile;
        this.rooms = rooms;
        this.reclaim = reclaim(onClone.strip());
    }

    /** A value that nobody can mean safely changes nothing: the agent stays offline. */
    private static boolean reclaim(String onClone) {
        if (!onClone.equals(OFFLINE) && !onClone.equals(RECLAIM)) {
            LOG.warn(
                    "ACLK: conf/{}.cfg: the value of on.clone is '{}', and it wants {} or {}; {} is in force",
                    PID,
                    onClone,
                    OFFLINE,
                    RECLAIM,
                    OFFLINE);
        }
        return onClone.equals(RECLAIM);
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
