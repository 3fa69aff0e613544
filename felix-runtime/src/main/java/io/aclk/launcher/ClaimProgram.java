package io.aclk.launcher;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;

/**
 * Claims an agent: through its control socket when it runs, else by values that wait for its next start ({@code
 * docs/protocol/claiming.md} section 4).
 */
final class ClaimProgram {

    private final Path home;
    private final boolean stoppedToo;

    /**
     * A program.
     *
     * @param home instance directory of an agent that names none
     * @param stoppedToo leave the values for an agent that does not run
     */
    ClaimProgram(Path home, boolean stoppedToo) {
        this.home = home;
        this.stoppedToo = stoppedToo;
    }

    /** Claims; returns the exit code. */
    int run(List<String> args) throws RefusedException {
        ClaimArguments claim = ClaimArguments.parse(args, System.getenv(ClaimArguments.TOKEN_VARIABLE));
        claim.ignored().forEach(option -> System.err.println("the option " + option + " has no effect"));
        Path dir = claim.dir().orElse(home).toAbsolutePath().normalize();
        ControlClient.Reply reply;
        try {
            reply = new ControlClient("agent", dir).run("claim", claim.command());
        } catch (RefusedException e) {
            if (!stoppedToo) {
                throw e;
            }
            return leave(claim, dir);
        }
        System.out.print(reply.out());
        System.err.print(reply.err());
        return reply.exit();
    }

    private static int leave(ClaimArguments claim, Path dir) throws RefusedException {
        try {
            new WaitingClaim(dir).write(claim);
        } catch (AccessDeniedException e) {
            throw RefusedException.refused("no write access to " + e.getFile()
                    + ": run this as the user who runs the agent, or start the agent and claim again");
        } catch (IOException e) {
            throw RefusedException.refused("the claim cannot be left at " + dir + ": " + e.getMessage());
        }
        System.out.println("No agent runs at " + dir + ": the claim waits there for its next start.");
        return 0;
    }
}
