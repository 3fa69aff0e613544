package io.aclk.doctor.internal;

import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Channel;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@link Check#LOCAL_QUERY}: does the host answer what the cloud would ask. */
final class LocalQueryCheck {

    private static final String TARGET = "/api/v1/info";
    private static final int OK = 200;

    private LocalQueryCheck() {}

    static Finding of(Services services, boolean running, Duration limit) throws InterruptedException {
        if (!running) {
            return Finding.notReached(Check.LOCAL_QUERY, "the agent does not run");
        }
        if (services.api().isEmpty()) {
            return Finding.failed(
                    Check.LOCAL_QUERY,
                    "this host offers no HTTP API: io.aclk.agent.web, or what takes its place, is missing or stopped",
                    services.commands().startHost());
        }
        return ask(services.api().get(), limit);
    }

    private static Finding ask(AgentApi api, Duration limit) throws InterruptedException {
        String restart = "look for the reason in log/error.log; restart the agent if there is none";
        try {
            ApiResponse response = api.handle(ApiRequest.get(TARGET, Channel.LOCAL))
                    .toCompletableFuture()
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return response.status() == OK
                    ? Finding.passed(Check.LOCAL_QUERY, TARGET + " answered")
                    : Finding.failed(
                            Check.LOCAL_QUERY, TARGET + " is answered with HTTP " + response.status(), restart);
        } catch (ExecutionException e) {
            return Finding.failed(Check.LOCAL_QUERY, TARGET + " failed: " + e.getCause(), restart);
        } catch (TimeoutException e) {
            return Finding.failed(
                    Check.LOCAL_QUERY, TARGET + " is not answered in " + limit.toSeconds() + " s", restart);
        }
    }
}
