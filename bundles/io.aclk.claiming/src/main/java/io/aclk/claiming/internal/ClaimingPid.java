package io.aclk.claiming.internal;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The PID {@code io.aclk.claiming}: the last source of an automatic claim. A component of its own, so that a change here
 * does not touch the identity in use.
 */
@Component(service = ClaimingPid.class, configurationPid = ClaimingPid.PID)
@Designate(ocd = ClaimingPid.Config.class)
public final class ClaimingPid {

    static final String PID = "io.aclk.claiming";

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
    }

    private final String tokenFile;
    private final List<String> rooms;

    /** Takes the values in force. */
    @Activate
    public ClaimingPid(Config config) {
        this(config.token_file(), List.of(config.rooms()));
    }

    ClaimingPid(String tokenFile, List<String> rooms) {
        this.tokenFile = tokenFile;
        this.rooms = rooms;
    }

    /** File that holds the token, empty if there is none. */
    String tokenFile() {
        return tokenFile;
    }

    /** Rooms; an item may hold several, separated by commas. */
    List<String> rooms() {
        return rooms;
    }
}
