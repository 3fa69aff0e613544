package io.aclk.cloud.gateway.internal;

import java.net.URI;

/** The command that claims an agent to us. */
final class ClaimCommand {

    private ClaimCommand() {}

    /**
     * For a POSIX shell.
     *
     * @param trust further arguments
     */
    static String text(String token, String room, URI url, String... trust) {
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
