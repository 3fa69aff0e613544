package io.aclk.cloud.gateway.internal;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * What strangers may ask: refuses addresses that guess, and more requests at once than can be answered, each with the
 * time after which to come back. Claims and logins share one bound, so that a crowd of agents that comes back after an
 * outage leaves threads of the server to people.
 */
abstract class AgentServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Half of the threads of {@link HttpsServer}. */
    static final int AT_ONCE = 32;

    private final transient FailureLimiter limiter;
    private final transient Semaphore admitted;

    /**
     * @param limiter counts wrong guesses
     * @param admitted a permit for each request at once, shared by the servlets
     */
    AgentServlet(FailureLimiter limiter, Semaphore admitted) {
        this.limiter = limiter;
        this.admitted = admitted;
    }

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (limiter.blocked(request.getRemoteAddr())) {
            Verdict.TOO_MANY.send(response);
        } else if (!admitted.tryAcquire()) {
            Verdict.OVERLOADED.send(response);
        } else {
            try {
                super.service(request, response);
            } finally {
                admitted.release();
            }
        }
    }

    /** Counts a wrong guess of an address. */
    final void guessed(HttpServletRequest request) {
        limiter.failed(request.getRemoteAddr());
    }
}
