package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.NetworkException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hc.core5.net.InetAddressUtils;

/**
 * Names to addresses, with a limit. The look-up of the operating system can neither be given a limit nor be
 * interrupted, so it runs on threads of its own, which exist only while names are looked up; one that hangs is left
 * behind until the operating system gives up.
 */
final class Resolver {

    /** The look-up itself: replaced in tests. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /** Limit of a look-up. Covers two servers that do not answer, with the usual 5 s each. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");

    private static final int MAX_THREADS = 4;
    private static final int MAX_WAITING = 16;
    private static final long IDLE_SECONDS = 5;

    private final Lookup lookup;
    private final ThreadPoolExecutor executor;

    Resolver(Lookup lookup) {
        this.lookup = lookup;
        executor = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                Threads.named("aclk-resolver"));
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * All addresses of a host, families alternating and IPv6 first (RFC 8305 section 4): where there is no IPv6, that
     * fails at once and costs nothing. A and AAAA are asked for together, by the operating system.
     *
     * @param host name or IP literal without brackets
     * @param peer whose name it is
     * @throws NetworkException {@code DNS}, also if there is no answer in time
     */
    List<InetAddress> resolve(String host, Peer peer, Attempt attempt) throws NetworkException {
        if (isLiteral(host)) {
            return List.of(literal(host));
        }
        String what = "resolve " + host;
        FutureTask<InetAddress[]> answer = new FutureTask<>(() -> lookup.all(host));
        try {
            InetAddress[] addresses = attempt.run(
                    new Attempt.Task(what, peer, () -> cancel(answer), LIMIT),
                    () -> {
                        begin(answer, what, peer);
                        return await(answer);
                    },
                    e -> unresolved(what, peer, e));
            return alternating(addresses);
        } catch (NetworkException e) {
            throw e.reason() == Reason.TIMEOUT
                    ? new NetworkException(Fault.NAME_NO_ANSWER, peer, e.getMessage(), null, e)
                    : e;
        }
    }

    private void begin(FutureTask<?> answer, String what, Peer peer) throws NetworkException {
        try {
            executor.execute(answer);
        } catch (RejectedExecutionException e) {
            throw new NetworkException(
                    Fault.NAME_NO_ANSWER, peer, what + ": too many look-ups wait for an answer", null, e);
        }
    }

    /** One that still waits gives its place away; one that runs ends when the operating system lets it. */
    private void cancel(FutureTask<?> answer) {
        answer.cancel(true);
        executor.remove(answer);
    }

    private static NetworkException unresolved(String what, Peer peer, IOException e) {
        // the words of the C library, which are all that the platform tells of EAI_AGAIN
        boolean temporary = String.valueOf(e.getMessage()).contains("Temporary failure");
        return temporary
                ? new NetworkException(Fault.NAME_NO_ANSWER, peer, what + ": no name server answers", null, e)
                : new NetworkException(Fault.NAME_UNKNOWN, peer, what + ": unknown name", null, e);
    }

    /** Whether this is an IPv4 or IPv6 address and not a name. */
    static boolean isLiteral(String host) {
        return IPV4.matcher(host).matches() || InetAddressUtils.isIPv6(host);
    }

    /** The address of a literal; asks nobody. */
    static InetAddress literal(String host) throws NetworkException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new NetworkException(Reason.DNS, "not an address: " + host, e);
        }
    }

    void stop() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static InetAddress[] await(FutureTask<InetAddress[]> answer) throws IOException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (CancellationException e) {
            throw new IOException("cancelled", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static List<InetAddress> alternating(InetAddress[] addresses) {
        List<InetAddress> first = new ArrayList<>();
        List<InetAddress> second = new ArrayList<>();
        for (InetAddress address : addresses) {
            (address instanceof Inet6Address ? first : second).add(address);
        }
        List<InetAddress> result = new ArrayList<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                result.add(first.get(i));
            }
            if (i < second.size()) {
                result.add(second.get(i));
            }
        }
        return result;
    }
}
