package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.api.network.NetworkException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * TCP connections by Happy Eyeballs (RFC 8305): the addresses of a host are tried one after the other, each beginning
 * when the one before failed or did not answer within {@link #ATTEMPT_DELAY}; the first that connects wins and the
 * others are closed. Its threads exist only while connections are being made. Thread-safe.
 */
final class TcpRace {

    /** Recommended by RFC 8305 section 5. */
    static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);

    /** More addresses than this are not tried: they are as dead as the first ones. */
    private static final int MAX_ADDRESSES = 8;
    /** Of all calls together; each call has few addresses that do not answer. */
    private static final int MAX_THREADS = 32;

    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            0, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Threads.named("aclk-connect"));

    /**
     * Where to.
     *
     * @param peer who that is
     * @param host for people
     * @param addresses in the order in which they are tried; not empty
     * @param port 1 to 65535
     */
    record Target(Peer peer, String host, List<InetAddress> addresses, int port) {}

    /**
     * Opens a connection.
     *
     * @param limit for all addresses together
     * @param steps told of each address
     * @throws NetworkException {@code TCP} (also if nobody answers in time) or {@code ABORTED}
     */
    Socket connect(Target target, Duration limit, Attempt attempt, Steps steps) throws NetworkException {
        Race race = new Race(target, steps);
        String what = "connect to " + (target.peer() == Peer.PROXY ? "the proxy " : "")
                + HostPort.format(target.host(), target.port());
        try {
            return attempt.run(
                    new Attempt.Task(what, target.peer(), race, limit), race::run, e -> race.failure(what, e));
        } catch (NetworkException e) {
            if (e.reason() != Reason.TIMEOUT) {
                throw e;
            }
            race.unanswered();
            throw new NetworkException(Fault.TCP_NO_ANSWER, target.peer(), e.getMessage() + race.failures(), null, e);
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

    /** How the attempt at one address ended; without an address the race was ended from outside. */
    private record Outcome(InetSocketAddress address, Socket socket, IOException failure) {
        private static final Outcome CLOSED = new Outcome(null, null, null);
    }

    /** One call: everything happens on the thread of the caller but the connecting itself. */
    private final class Race implements Closeable {

        private final Target target;
        private final Steps steps;
        private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        /** Those that connect, and the winner; guarded by this. */
        private final List<Socket> sockets = new ArrayList<>();

        private boolean closed;
        /** Used by the caller's thread alone, as is the next. */
        private final List<InetSocketAddress> running = new ArrayList<>();

        private final List<Outcome> failed = new ArrayList<>();

        Race(Target target, Steps steps) {
            this.target = target;
            this.steps = steps;
        }

        Socket run() throws IOException {
            Iterator<InetAddress> next =
                    target.addresses().stream().limit(MAX_ADDRESSES).iterator();
            while (next.hasNext() || !running.isEmpty()) {
                if (next.hasNext()) {
                    start(new InetSocketAddress(next.next(), target.port()));
                }
                Outcome outcome = await(next.hasNext());
                if (outcome == Outcome.CLOSED) {
                    throw new SocketException("closed");
                }
                if (outcome != null && outcome.socket() != null) {
                    steps.tried(outcome.address(), Optional.empty());
                    return win(outcome.socket());
                }
                if (outcome != null) {
                    fail(outcome);
                }
            }
            throw failed.get(0).failure();
        }

        private Outcome await(boolean more) throws InterruptedIOException {
            try {
                return more ? outcomes.poll(ATTEMPT_DELAY.toNanos(), TimeUnit.NANOSECONDS) : outcomes.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }

        private void fail(Outcome outcome) {
            running.remove(outcome.address());
            failed.add(outcome);
            steps.tried(outcome.address(), Optional.of(text(outcome.failure())));
        }

        /** The limit passed: those that still run have failed. */
        private void unanswered() {
            for (InetSocketAddress address : List.copyOf(running)) {
                fail(new Outcome(address, null, new IOException("no answer")));
            }
        }

        private void start(InetSocketAddress address) throws IOException {
            running.add(address);
            // NO_PROXY: a socksProxyHost among the system properties must not divert what was asked to be direct
            Socket socket = new Socket(Proxy.NO_PROXY);
            synchronized (this) {
                if (closed) {
                    return;
                }
                sockets.add(socket);
            }
            try {
                executor.execute(() -> outcomes.add(connect(socket, address)));
            } catch (RejectedExecutionException e) {
                outcomes.add(new Outcome(address, null, new IOException("too many connections are being made", e)));
            }
        }

        private Outcome connect(Socket socket, InetSocketAddress address) {
            try {
                socket.connect(address);
                socket.setTcpNoDelay(true);
                return new Outcome(address, socket, null);
            } catch (IOException e) {
                Watchdog.closeQuietly(socket);
                return new Outcome(address, null, e);
            }
        }

        /** Closes all others. The winner stays known, so that an abort at the last moment closes it too. */
        private synchronized Socket win(Socket winner) {
            closed = true;
            sockets.remove(winner);
            sockets.forEach(Watchdog::closeQuietly);
            sockets.clear();
            sockets.add(winner);
            return winner;
        }

        @Override
        public synchronized void close() {
            closed = true;
            // first, so that what follows from the closing is not taken for an answer
            outcomes.add(Outcome.CLOSED);
            sockets.forEach(Watchdog::closeQuietly);
        }

        private NetworkException failure(String what, IOException e) {
            boolean refused = failed.stream().anyMatch(outcome -> refused(outcome.failure()));
            return new NetworkException(
                    refused ? Fault.TCP_REFUSED : Fault.TCP_UNREACHABLE, target.peer(), what + failures(), null, e);
        }

        private String failures() {
            StringBuilder text = new StringBuilder();
            for (Outcome outcome : failed) {
                text.append(text.length() == 0 ? ": " : "; ");
                if (!Resolver.isLiteral(target.host())) {
                    text.append(outcome.address().getAddress().getHostAddress()).append(' ');
                }
                text.append(text(outcome.failure()));
            }
            return text.toString();
        }

        private static boolean refused(IOException failure) {
            return failure instanceof ConnectException
                    && !(failure instanceof NoRouteToHostException)
                    && String.valueOf(failure.getMessage()).contains("refused");
        }

        private static String text(IOException failure) {
            return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        }
    }
}
