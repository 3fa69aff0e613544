package io.aclk.launcher;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;

/**
 * Claims an agent: through its control socket when it runs, else by values that wait for its next start ({@code
 * docs/protocol/claiming.md} section 4). Who may write to the instance directory owns the agent.
 */
final class ClaimProgram {

    private static final String ADOPT = "--adopt";
    /** What {@code claim} of a running agent does besides claiming with a token. */
    private static final List<String> OTHER_ACTS = List.of("--rotate-key", "--lift-ban", ADOPT);

    private final Distribution distribution;
    private final String program;
    private final boolean stoppedToo;

    private ClaimProgram(Distribution distribution, String program, boolean stoppedToo) {
        this.distribution = distribution;
        this.program = program;
        this.stoppedToo = stoppedToo;
    }

    /** {@code netdata-cloud.sh}: leaves the values for an agent that does not run. */
    static ClaimProgram script(Distribution distribution) {
        return new ClaimProgram(distribution, "claim", true);
    }

    /** {@code aclk claim}: of a running agent. */
    static ClaimProgram command(Distribution distribution) {
        return new ClaimProgram(distribution, "aclk-claim", false);
    }

    /** Claims; returns the exit code. */
    int run(List<String> args) throws RefusedException {
        ControlArguments arguments = ControlArguments.parse(args);
        if (!stoppedToo && OTHER_ACTS.contains(arguments.words().isEmpty() ? "" : act(arguments.words()))) {
            Path dir = directory(arguments.dir().orElse(distribution.home()));
            return print(new ControlClient("agent", dir)
                    .run("claim", arguments.resolving(ADOPT).words()));
        }
        ClaimArguments claim;
        try {
            claim = ClaimArguments.parse(args, System::getenv);
        } catch (RefusedException e) {
            throw RefusedException.usage(e.getMessage() + "\n" + Usage.of(program));
        }
        claim.ignored().forEach(option -> System.err.println("the option " + option + " has no effect"));
        Path dir = directory(claim.dir().orElse(distribution.home()));
        if (claim.noReload()) {
            return leave(claim, dir, "The claim waits at " + dir + ": an agent that runs there takes it by itself.");
        }
        try {
            return print(new ControlClient("agent", dir).run("claim", claim.command()));
        } catch (RefusedException e) {
            if (!stoppedToo) {
                throw e;
            }
            return leave(claim, dir, "No agent runs at " + dir + ": the claim waits there for its next start.");
        }
    }

    /** The directory of an agent that can be claimed, and asked, by who runs this. */
    private Path directory(Path given) throws RefusedException {
        Path dir = given.toAbsolutePath().normalize();
        distribution.require("aclk", dir);
        WriteAccess.check(dir);
        ReadAccess.check(dir);
        return dir;
    }

    private static String act(List<String> words) {
        return words.get(0).split("=", 2)[0];
    }

    private static int print(ControlClient.Reply reply) {
        System.out.print(reply.out());
        System.err.print(reply.err());
        return reply.exit();
    }

    private static int leave(ClaimArguments claim, Path dir, String done) throws RefusedException {
        try {
            new WaitingClaim(dir).write(claim);
        } catch (AccessDeniedException e) {
            throw WriteAccess.denied(Path.of(e.getFile()));
        } catch (IOException e) {
            throw RefusedException.refused("the claim cannot be left at " + dir + ": " + e.getMessage());
        }
        System.out.println(done);
        return 0;
    }
}
