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
                    Starts the agent in the foreground; 'aclk' sends commands to it.
                    --without-cloud leaves the link to the cloud out: none of its code is loaded.""";
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
                    Sends a command to a running agent; 'aclk help' lists the commands. On a stopped agent 'config',
                    'doctor' and 'support-bundle' work too; they change nothing in DIR. 'aclk feature --help' says more of
                    features.

                    exit codes:
                      0  done
                      1  refused or failed; the reason is on standard error
                      2  wrong usage
                      3  no agent answers at DIR""";
            case "aclk-commands" ->
                """
                    commands of a running agent; those with * also look at a stopped one:
                      claim             claims this agent
                      config          * the settings in force, where each comes from, and what is wrong
                      doctor          * what keeps the agent from being online, and the cure
                      feature           lists, installs, updates and removes features; makes keys, signs, verifies *
                      help              lists the commands, with those of other bundles
                      link              switches the link off or on, over restarts: stop, start
                      ping              says whether the agent is starting or ready
                      status            the state of the link
                      stop              stops the agent
                      support-bundle  * state, settings and logs without secrets, as a zip
                      unclaim           gives the identity up: no link until the next claim""";
            case "aclk-commands-without-link" ->
                """
                    commands of a running agent (keygen, sign and verify of 'feature' work without one):
                      feature           lists, installs, updates and removes features; makes keys, signs, verifies
                      help              lists the commands, with those of other bundles
                      ping              says whether the agent is starting or ready
                      stop              stops the agent
                    This distribution comes without the link to the cloud and its commands.""";
            case "aclk-feature" ->
                """
                    usage: aclk [--dir DIR] feature list [--json]
                           aclk [--dir DIR] feature install | update NAME | FILE | DIRECTORY
                                                    [--allow-unsigned] [--watch SECONDS]
                           aclk [--dir DIR] feature remove NAME [--watch SECONDS]
                    Changes the features of a running agent. NAME is a feature of the distribution; FILE a feature archive,
                    or a feature file (.json) in a directory with its jars. A directory is named with a slash: ./x or x/.

                           aclk feature keygen [--out FILE]
                           aclk feature sign FILE [--key KEY]
                           aclk [--dir DIR] feature verify FILE
                    Need no agent: make a key, sign an archive or a feature file (FILE.sig), and say whether the agent at DIR
                    would trust it. FILE of keygen and KEY are aclk-signing.key in this directory unless given.""";
            case "aclk-claim" ->
                """
                    usage: aclk [--dir DIR] claim --token TOKEN [--rooms A,B] [--url URL] [--proxy PROXY | --noproxy]
                                                  [--ca FILE] [--pin PIN] [--insecure]
                           aclk [--dir DIR] claim --rotate-key | --adopt CLOUD_D | --lift-ban""";
            default ->
                """
                    usage: netdata-cloud.sh --token TOKEN [--rooms A,B] [--url URL] [--proxy PROXY | --noproxy]
                                            [--ca FILE] [--pin PIN] [--insecure] [--noreload] [--dir DIR]
                    Claims the agent at DIR; the claim of a stopped agent waits for its next start. --noreload leaves the
                    claim at DIR without waiting for its outcome.
                    The spellings of older scripts work too: -token= -rooms= -url= -proxy= -noproxy -insecure -noreload,
                    --claim-token --claim-rooms --claim-url --claim-proxy --claim-noproxy --claim-insecure
                    --claim-noreload; -id -hostname -user -verbose -daemon-not-running have no effect.

                    exit codes:
                      0  claimed, or left at DIR for the next start
                      1  refused or failed; the reason is on standard error: the cloud's answer, what went wrong on the way
                         to it, or no write access to DIR
                      2  wrong usage""";
        };
    }
}
