package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.ServerKey;
import java.net.URI;

/** The command that claims an agent to us. */
final class ClaimCommand {

    private ClaimCommand() {}

    /** All that a person needs to know to claim an agent, in lines. */
    static String explained(String token, String room, URI url, ServerKey key) {
        StringBuilder lines = new StringBuilder("Claim an agent:\n");
        boolean here = "localhost".equals(url.getHost());
        if (!key.selfSigned()) {
            lines.append("    ")
                    .append(anywhere(token, room, url, key))
                    .append("\n  (where the issuer of the certificate is not trusted, add --pin ")
                    .append(key.pin())
                    .append(")\n");
        } else {
            lines.append("    ")
                    .append(text(token, room, url, "--ca", key.certificate().toString()))
                    .append(
                            here
                                    ? "\n  or, without the certificate's file:\n    "
                                    : "\n  or, on another machine:\n    ")
                    .append(anywhere(token, room, url, key))
                    .append('\n');
        }
        lines.append("  (add --dir DIR if the agent runs on a directory of its own)\n");
        if (here) {
            lines.append("  Agents on other machines need another address: start with --listen 0.0.0.0"
                    + " --public-url https://NAME:PORT\n");
        }
        return lines.toString();
    }

    /** The command for any machine, without a file of this one. */
    static String anywhere(String token, String room, URI url, ServerKey key) {
        return key.selfSigned() ? text(token, room, url, "--pin", key.pin()) : text(token, room, url);
    }

    /**
     * For a POSIX shell.
     *
     * @param trust further arguments
     */
    private static String text(String token, String room, URI url, String... trust) {
        StringBuilder command = new StringBuilder("bin/netdata-cloud.sh --token ")
                .append(quote(token))
                .append(" --rooms ")
                .append(quote(room))
                .append(" --url ")
                .append(quote(url.toString()));
        for (String word : trust) {
            command.append(' ').append(quote(word));
        }
        return command.toString();
    }

    private static String quote(String text) {
        return text.matches("[A-Za-z0-9._:/=+@-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
