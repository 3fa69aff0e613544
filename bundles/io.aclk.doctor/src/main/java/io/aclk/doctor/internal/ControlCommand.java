package io.aclk.doctor.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/** A command of {@code bin/aclk}, by the conventions of {@code docs/design.md} section 4. */
abstract class ControlCommand implements Function<Map<String, Object>, Map<String, Object>> {

    /** Service property: name of the command. */
    static final String NAME = "aclk.control.command";

    /** Service property: what it does, one line. */
    static final String HELP = "aclk.control.help";

    private static final int WRONG_USAGE = 2;
    private static final String STOPPED = "ended early, because the bundle io.aclk.doctor is being stopped";

    /**
     * How a command ended.
     *
     * @param exit 0 done, 1 failed, 2 wrong usage
     * @param out for standard output
     * @param err for standard error
     */
    record Reply(int exit, String out, String err) {
        static Reply usage(String line) {
            return new Reply(WRONG_USAGE, "", line + "\n");
        }

        static Reply failed(String line) {
            return new Reply(1, "", line + "\n");
        }
    }

    @Override
    public final Map<String, Object> apply(Map<String, Object> request) {
        List<String> args = request.get("args") instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
        Reply reply;
        try {
            reply = run(args);
        } catch (CancellationException e) {
            reply = Reply.failed(STOPPED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply = Reply.failed(STOPPED);
        }
        return Map.of("exit", reply.exit(), "out", reply.out(), "err", reply.err());
    }

    /** Runs the command on the calling thread, within 2 minutes. */
    abstract Reply run(List<String> args) throws InterruptedException;
}
