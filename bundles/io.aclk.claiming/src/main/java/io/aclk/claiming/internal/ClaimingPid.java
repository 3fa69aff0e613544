package io.aclk.claiming.internal;

import io.aclk.config.shared.PidProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PID {@code io.aclk.claiming}: the last source of an automatic claim, and how identities change. A component of its
 * own, so that a change here does not touch the identity in use.
 */
@Component(service = ClaimingPid.class, configurationPid = ClaimingPid.PID)
@Designate(ocd = ClaimingPid.Config.class)
public final class ClaimingPid {

    static final String PID = "io.aclk.claiming";

    private static final String ON_CLONE = "on.clone";
    private static final String ADOPT = "adopt.seconds";
    private static final List<String> KEYS = List.of("token.file", "rooms", ON_CLONE, ADOPT);

    private static final String DEFAULT_ADOPT_SECONDS = "45";
    /** Time for a few attempts. */
    private static final int MIN_ADOPT_SECONDS = 5;
    /** Less than a command waits. */
    private static final int MAX_ADOPT_SECONDS = 60;

    /** How long the link may take to come online with an adopted identity, where nothing else is set. */
    static final Duration DEFAULT_ADOPT = adoption(DEFAULT_ADOPT_SECONDS).orElseThrow();

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

        @AttributeDefinition(
                name = ADOPT,
                description = "how long the link may take to come online with an adopted identity, seconds",
                required = false)
        String adopt_seconds() default DEFAULT_ADOPT_SECONDS;
    }

    private final String tokenFile;
    private final List<String> rooms;
    private final boolean reclaim;
    private final Duration adopt;

    /** Takes the values in force, and tells the owner of mistakes. */
    @Activate
    public ClaimingPid(Config config, Map<String, Object> properties) {
        this(
                config.token_file(),
                List.of(config.rooms()),
                config.on_clone().strip().equals(RECLAIM),
                adoption(config.adopt_seconds()).orElse(DEFAULT_ADOPT));
        mistakes(config.on_clone().strip(), config.adopt_seconds(), PidProperties.of(PID, properties))
                .forEach(mistake -> LOG.warn("ACLK: {}", mistake));
    }

    ClaimingPid(String tokenFile, List<String> rooms) {
        this(tokenFile, rooms, false, DEFAULT_ADOPT);
    }

    ClaimingPid(String tokenFile, List<String> rooms, boolean reclaim, Duration adopt) {
        this.tokenFile = tokenFile;
        this.rooms = rooms;
        this.reclaim = reclaim;
        this.adopt = adopt;
    }

    /** A value that nobody can mean safely changes nothing: the agent stays offline. */
    static List<String> mistakes(String onClone, String adopt, PidProperties properties) {
        List<String> mistakes = new ArrayList<>(properties.unknown(KEYS));
        if (!onClone.equals(OFFLINE) && !onClone.equals(RECLAIM)) {
            mistakes.add(properties.source(ON_CLONE) + ": the value of '" + ON_CLONE + "' wants " + OFFLINE + " or "
                    + RECLAIM + "; " + OFFLINE + " is in force");
        }
        if (adoption(adopt).isEmpty()) {
            mistakes.add(properties.source(ADOPT) + ": the value of '" + ADOPT + "' wants a number of seconds from "
                    + MIN_ADOPT_SECONDS + " to " + MAX_ADOPT_SECONDS + "; " + DEFAULT_ADOPT_SECONDS + " is in force");
        }
        return mistakes;
    }

    /** A number of seconds as text; empty if it cannot be used. Not a number of Metatype: one mistake would cost all keys. */
    private static Optional<Duration> adoption(String text) {
        try {
            int seconds = Integer.parseInt(text.strip());
            return seconds >= MIN_ADOPT_SECONDS && seconds <= MAX_ADOPT_SECONDS
                    ? Optional.of(Duration.ofSeconds(seconds))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** File that holds the token, empty if there is none. */
    String tokenFile() {
        return tokenFile;
    }

    /** Whether a copied identity is given up for one of its own. */
    boolean reclaim() {
        return reclaim;
    }

    /** How long the link may take to come online with an adopted identity. */
    Duration adopt() {
        return adopt;
    }

    /** Rooms; an item may hold several, separated by commas. */
    List<String> rooms() {
        return rooms;
    }
}
