package io.aclk.doctor.internal;

import io.aclk.api.config.EffectiveConfig;
import java.util.List;
import java.util.Optional;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the settings of the link are free of mistakes. With a mistake the last good value stays in force. */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=ACLK configuration", HealthCheck.TAGS + "=aclk"})
public final class ConfigurationHealth implements HealthCheck {

    private final Doctor doctor;

    /** Made by SCR. */
    @Activate
    public ConfigurationHealth(@Reference Doctor doctor) {
        this.doctor = doctor;
    }

    @Override
    public Result execute() {
        return of(doctor.services().config().map(EffectiveConfig::problems));
    }

    static Result of(Optional<List<String>> problems) {
        if (problems.isEmpty()) {
            return new Result(Result.Status.CRITICAL, "the bundle io.aclk.config is missing or stopped");
        }
        if (problems.get().isEmpty()) {
            return new Result(Result.Status.OK, "no mistakes");
        }
        ResultLog log = new ResultLog();
        problems.get().forEach(problem -> log.add(new ResultLog.Entry(Result.Status.WARN, problem)));
        return new Result(log);
    }
}
