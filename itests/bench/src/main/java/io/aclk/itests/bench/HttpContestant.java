package io.aclk.itests.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.SocketFactory;

/** Asks over HTTP: a connection and a thread for each asker. */
final class HttpContestant implements Contestant, AutoCloseable {

    private final List<HttpClient> clients = new ArrayList<>();
    private final String prefix;
    private final ExecutorService threads;

    /**
     * Connects.
     *
     * @param headers more header lines
     * @param prefix goes in front of each target
     */
    HttpContestant(SocketFactory sockets, int port, String headers, String prefix, int concurrency) throws IOException {
        this.prefix = prefix;
        for (int i = 0; i < concurrency; i++) {
            clients.add(new HttpClient(sockets, port, headers));
        }
        threads = Executors.newFixedThreadPool(concurrency);
    }

    @Override
    public Samples load(String target, int concurrency, Duration time) throws Exception {
        long deadline = System.nanoTime() + time.toNanos();
        List<Callable<Samples>> askers = new ArrayList<>();
        for (HttpClient client : clients.subList(0, concurrency)) {
            askers.add(() -> ask(client, client.request("GET", prefix + target, ""), deadline));
        }
        Samples all = new Samples();
        for (Future<Samples> asker : threads.invokeAll(askers)) {
            all.add(asker.get(), 0, 0);
        }
        return all;
    }

    private static Samples ask(HttpClient client, byte[] request, long deadline) throws IOException {
        Samples samples = new Samples();
        long now = System.nanoTime();
        while (now - deadline < 0) {
            client.exchange(request);
            long end = System.nanoTime();
            samples.add(end - now);
            now = end;
        }
        return samples;
    }

    @Override
    public void close() throws IOException {
        threads.shutdown();
        for (HttpClient client : clients) {
            client.close();
        }
    }
}
