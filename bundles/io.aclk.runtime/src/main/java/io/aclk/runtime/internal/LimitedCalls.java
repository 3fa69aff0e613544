package io.aclk.runtime.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Calls that end: each runs on a thread of its own, which is interrupted when its time is over. A bundle that does not
 * even end then is left alone while that lasts, since every further call would wait for the first. Used by one thread.
 */
final class LimitedCalls implements BundleCalls {

    /** A bundle that was interrupted gives up what it did and fails; more than that it may not do. */
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

    private final ThreadFactory threads;
    private final Duration limit;
    private final Map<Bundle, Thread> stuck = new HashMap<>();

    LimitedCalls(ThreadFactory threads, Duration limit) {
        this.threads = threads;
        this.limit = limit;
    }

    @Override
    public void run(Bundle bundle, String what, Call call) throws BundleException, InterruptedException {
        Thread before = stuck.get(bundle);
        if (before != null && before.isAlive()) {
            throw new BundleException("it still hangs; restart the agent");
        }
        stuck.remove(bundle);
        FutureTask<Void> task = new FutureTask<>(() -> {
            call.run();
            return null;
        });
        Thread thread = threads.newThread(task);
        thread.start();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            thread.interrupt();
            thread.join(Math.min(limit.toMillis(), AFTER_INTERRUPT.toMillis()));
            String over = "it did not " + what + " within " + limit.toSeconds() + " s";
            if (thread.isAlive()) {
                stuck.put(bundle, thread);
                throw new BundleException(over + " and cannot be interrupted; restart the agent");
            }
            throw new BundleException(over);
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        }
    }

    private static BundleException failure(Throwable cause) {
        return cause instanceof BundleException failure ? failure : new BundleException(cause.toString(), cause);
    }
}
