package io.aclk.agent.web.internal;

/** One command of the API, for example {@code info}. Called from several threads. */
@FunctionalInterface
interface Command {

    /**
     * Answers.
     *
     * @throws io.aclk.host.api.Cancellation.StoppedException when cancelled or expired
     */
    Reply handle(ApiCall call);
}
