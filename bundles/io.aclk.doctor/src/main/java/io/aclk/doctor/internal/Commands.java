package io.aclk.doctor.internal;

import io.aclk.api.config.LinkSettings;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The commands that cures name, as they are typed for this instance. Immutable.
 *
 * @param dir the instance directory
 * @param url base URL of the cloud in force, which a claim names if it is not the default
 */
record Commands(Path dir, String url) {

    private static final Pattern PLAIN = Pattern.compile("[\\w./:@%+=,-]+");

    /** Claims this agent; token and room are left to the reader. */
    String claim() {
        String elsewhere = url.equals(LinkSettings.DEFAULT_URL) ? "" : " --url " + quoted(url);
        return command("netdata-cloud.sh --token TOKEN --rooms ROOM" + elsewhere);
    }

    /** Forgets a ban. */
    String liftBan() {
        return command("aclk claim --lift-ban");
    }

    /** Forgets the identity. */
    String unclaim() {
        return command("aclk unclaim");
    }

    /** Takes over an identity. */
    String adopt(Path cloudD) {
        return command("aclk claim --adopt " + quoted(cloudD.toString()));
    }

    /** Switches the link on. */
    String linkStart() {
        return command("aclk link start");
    }

    /** Shows the settings. */
    String config() {
        return command("aclk config");
    }

    /** Starts the agent. */
    String agent() {
        return command("agent");
    }

    /** Brings the bundles of the host back, for people. */
    String startHost() {
        return "if " + command("aclk feature list") + " does not show the feature agent, install it: "
                + command("aclk feature install agent") + "; else " + Examination.START_BUNDLE;
    }

    private String command(String words) {
        return "`bin/" + words + " --dir " + quoted(dir.toString()) + "`";
    }

    /** One word for a shell. */
    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
