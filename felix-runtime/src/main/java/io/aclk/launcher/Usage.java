package io.aclk.launcher;

/** How the programs in {@code bin/} are called. */
final class Usage {

    private Usage() {}

    /** The usage of a program: its forms, one a line, without a last line break. */
    static String of(String program) {
        return switch (program) {
            case "agent" ->
                """
                    usage: agent [--dir DIR] [--without-cloud | --disable-cloud]
                           agent --version | --help
                    Starts the agent in the foreground; 'aclk' sends commands to it.""";
            case "cloud" ->
                """
                    usage: cloud [--dir DIR] [--listen ADDRESS] [--port PORT] [--mqtt-port PORT]
                                 [--public-url URL] [--certificate FILE --key FILE]
                           cloud [--dir DIR] COMMAND [ARGUMENT...]
                           cloud --version | --help
                    Starts the cloud side in the foreground, or sends a command to a running one; 'cloud help' lists them.""";
            case "demo" ->
                """
                    usage: demo [--check]
                    Starts a cloud and an agent on this machine, claimed to each other; --check ends after one look.""";
            case "aclk" ->
                """
                    usage: aclk [--dir DIR] COMMAND [ARGUMENT...]
                    Sends a command to a running agent; 'aclk help' lists the commands.""";
            default -> ClaimArguments.USAGE;
        };
    }
}
