package io.aclk.runtime.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the control socket. One thread accepts, at most {@value #WORKERS} answer, at most {@value #WAITING} requests
 * wait and further ones are refused by closing. A client that is slow with its request, and a command that does not end,
 * lose their connection when their time is over.
 */
final class ControlServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int WORKERS = 4;
    private static final int WAITING = 16;

    private final Commands commands;
    private final ControlSocketFile file;
    private final Duration requestLimit;
    private final Function<String, Duration> commandLimit;
    private final ServerSocketChannel server;
    private final Thread acceptor;
    private final ExecutorService workers;
    private final ScheduledExecutorService deadlines;

    /**
     * Opens the socket and answers.
     *
     * @param threads makes its threads
     * @param requestLimit how long a client may take for its request
     * @param commandLimit how long a command may take, by its name
     */
    ControlServer(
            ControlSocketFile file,
            Commands commands,
            ControlThreads threads,
            Duration requestLimit,
            Function<String, Duration> commandLimit)
            throws IOException {
        this.commands = commands;
        this.file = file;
        this.requestLimit = requestLimit;
        this.commandLimit = commandLimit;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(file.socket()));
            Files.setPosixFilePermissions(file.socket(), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), threads);
        pool.allowCoreThreadTimeOut(true);
        workers = pool;
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setRemoveOnCancelPolicy(true);
        deadlines = timer;
        acceptor = threads.newThread(this::accept);
        acceptor.start();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                try {
                    workers.execute(() -> serve(client));
                } catch (RejectedExecutionException e) {
                    // too many at once, or being stopped: the caller sees the end of its connection
                    client.close();
                }
            } catch (ClosedChannelException e) {
                // being stopped
                return;
            } catch (IOException e) {
                LOG.warn("the control socket failed: {}; 'bin/aclk' works again after a restart", e.getMessage());
                return;
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            ControlProtocol.Request request;
            ScheduledFuture<?> deadline = closeAfter(client, requestLimit);
            try {
                request = ControlProtocol.read(client);
            } catch (ControlProtocol.BadRequestException e) {
                ControlProtocol.write(client, Commands.reply(2, "", e.getMessage() + "\n"));
                ControlProtocol.drain(client);
                return;
            } finally {
                deadline.cancel(false);
            }
            deadline = closeAfter(client, commandLimit.apply(request.command()));
            try {
                ControlProtocol.write(client, commands.run(request.command(), request.args(), request.user()));
            } finally {
                deadline.cancel(false);
            }
        } catch (IOException e) {
            LOG.debug("a client of the control socket went away: {}", e.toString());
        }
    }

    /** Closing is what ends a blocked read or write of a channel. */
    private ScheduledFuture<?> closeAfter(SocketChannel client, Duration limit) {
        return deadlines.schedule(
                () -> {
                    try {
                        client.close();
                    } catch (IOException e) {
                        LOG.debug("closing a slow client failed: {}", e.toString());
                    }
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Ends everything within 2 s and removes the socket. Idempotent. */
    @Override
    public void close() {
        try {
            server.close();
            file.delete();
        } catch (IOException e) {
            LOG.warn("the control socket cannot be removed: {}", e.getMessage());
        }
        deadlines.shutdownNow();
        workers.shutdownNow();
        try {
            workers.awaitTermination(1, TimeUnit.SECONDS);
            acceptor.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
