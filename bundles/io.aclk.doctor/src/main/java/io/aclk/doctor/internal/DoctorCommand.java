package io.aclk.doctor.internal;

import java.util.List;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code doctor [--json] [--force]}: what keeps the agent from being online, and what to do about it. */
@Component(
        service = Function.class,
        property = {
            ControlCommand.NAME + "=doctor",
            ControlCommand.HELP + "=what keeps the agent from being online, and the cure: [--json] [--force]"
        })
public final class DoctorCommand extends ControlCommand {

    private static final String JSON = "--json";
    private static final String FORCE = "--force";

    private final Doctor doctor;

    /** Made by SCR. */
    @Activate
    public DoctorCommand(@Reference Doctor doctor) {
        this.doctor = doctor;
    }

    @Override
    Reply run(List<String> args) throws InterruptedException {
        if (!List.of(JSON, FORCE).containsAll(args)) {
            return Reply.usage("usage: doctor [--json] [--force]");
        }
        Diagnosis diagnosis = doctor.examine(args.contains(FORCE));
        return new Reply(
                diagnosis.exit(), args.contains(JSON) ? JsonReport.of(diagnosis) + "\n" : TextReport.of(diagnosis), "");
    }
}
