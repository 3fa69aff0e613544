package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportListener;
import io.aclk.api.transport.TransportSession;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Prints what the transport does at a peer of this JVM over TLS on the loopback: times of connect and disconnect,
 * messages a second, requests with their round trip, large replies. Run it with the test class path:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt -pl bundles/io.aclk.transport
 * java -cp bundles/io.aclk.transport/target/classes:bundles/io.aclk.transport/target/test-classes:$(cat
 *     bundles/io.aclk.transport/target/cp.txt) io.aclk.transport.internal.TransportBench
 * </pre>
 */
public final class TransportBench {

    private static final byte[] REQUEST = new byte[300];

    private TransportBench() {}

    /** Runs everything. */
    public static void main(String[] args) throws Exception {
        connects();
        publishes(100, 30_000, false);
        publishes(100, 30_000, true);
        for (int size : new int[] {400, 10_000, 600_000}) {
            int count = size > 100_000 ? 500 : 20_000;
            requests(size, 1, count / 5, false);
            requests(size, 1, count, true);
            requests(size, 16, count, true);
        }
        inbound(1024 * 1024, 60);
    }

    /** Many, since the first ones load classes. */
    private static void connects() throws Exception {
        int count = 30;
        long[] connect = new long[count];
        long[] disconnect = new long[count];
        long[] paho = new long[count];
        for (int i = 0; i < count; i++) {
            int n = i;
            try (TransportFixture fixture = new TransportFixture();
                    FaultServer server = FaultServer.start(peer -> {
                        peer.upgrade();
                        long upgraded = System.nanoTime();
                        peer.expect(1);
                        paho[n] = System.nanoTime() - upgraded;
                        peer.sendMqtt(FaultPeer.connAck(0));
                        peer.expect(14);
                        peer.sendFrame(0x88, peer.nextControl().payload());
                        peer.awaitEnd();
                    })) {
                long begin = System.nanoTime();
                TransportSession session = fixture.connect(server.endpoint());
                long connected = System.nanoTime();
                session.disconnect(Duration.ofSeconds(1));
                connect[i] = connected - begin;
                disconnect[i] = System.nanoTime() - connected;
            }
        }
        print("connect, TLS included", connect);
        print("    of it from the upgrade to CONNECT", paho);
        print("disconnect", disconnect);
    }

    /** Our publishes, as many in flight as the window takes. */
    private static void publishes(int size, int count, boolean print) throws Exception {
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(TransportBench::acknowledge)) {
            TransportSession session = fixture.connect(server.endpoint());
            Semaphore window = new Semaphore(1000);
            long cpu = cpuNanos();
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                window.acquire();
                session.publish("/out/topic", new byte[size]).whenComplete((done, failure) -> window.release());
            }
            window.acquire(1000);
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (print) {
                System.out.printf(
                        "publish of %d bytes: %.0f a second, %.0f us CPU each, the peer's included%n",
                        size, count / seconds, (cpuNanos() - cpu) / 1e3 / count);
            }
        }
    }

    private static void acknowledge(FaultPeer peer) throws Exception {
        while (true) {
            FaultPeer.Packet packet = peer.readPacket();
            if (packet.type() == 3) {
                peer.sendMqtt(FaultPeer.pubAck(packet.publishId(), 0));
            }
        }
    }

    /** A request comes in, a reply goes out: the round trip seen by the peer. */
    private static void requests(int size, int concurrency, int count, boolean print) throws Exception {
        byte[] reply = new byte[size];
        long[] sent = new long[count];
        long[] took = new long[count];
        AtomicInteger answered = new AtomicInteger();
        SynchronousQueue<Double> seconds = new SynchronousQueue<>();
        TransportSession[] session = new TransportSession[1];
        CountDownLatch ready = new CountDownLatch(1);
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    ready.await(5, TimeUnit.SECONDS);
                    long begin = System.nanoTime();
                    int next = 0;
                    while (next < concurrency) {
                        request(peer, sent, next++);
                    }
                    while (answered.get() < count) {
                        FaultPeer.Packet packet = peer.readPacket();
                        if (packet.type() != 3) {
                            continue;
                        }
                        int n = answered.getAndIncrement();
                        took[n] = System.nanoTime() - sent[n];
                        peer.sendMqtt(FaultPeer.pubAck(packet.publishId(), 0));
                        if (next < count) {
                            request(peer, sent, next++);
                        }
                    }
                    seconds.offer((System.nanoTime() - begin) / 1e9, 5, TimeUnit.SECONDS);
                    peer.awaitEnd();
                })) {
            session[0] = fixture.transport.connect(
                    TransportFixture.options(server.endpoint()),
                    new TransportListener() {
                        @Override
                        public void message(String topic, byte[] payload) {
                            session[0].publish("/reply/topic", reply);
                        }

                        @Override
                        public void disconnected(DisconnectCause cause, String detail) {
                            // the end of the benchmark
                        }
                    },
                    fixture.abort);
            long cpu = cpuNanos();
            ready.countDown();
            Double total = seconds.poll(120, TimeUnit.SECONDS);
            if (total == null) {
                throw new IllegalStateException("not done in time");
            }
            if (print) {
                System.out.printf(
                        "replies of %d bytes, concurrency %d: %.0f a second, %.0f MB/s, %.0f us CPU each%n",
                        size, concurrency, count / total, count / total * size / 1e6, (cpuNanos() - cpu) / 1e3 / count);
                print("    round trip", took);
            }
        }
    }

    private static void request(FaultPeer peer, long[] sent, int n) throws Exception {
        sent[n] = System.nanoTime();
        peer.sendMqtt(FaultPeer.publish("/in/cmd", 1, n % 60_000 + 1, REQUEST));
    }

    private static void inbound(int size, int count) throws Exception {
        byte[] packet = FaultPeer.frame(0x82, FaultPeer.publish("/in", 0, 0, new byte[size - 100]));
        CountDownLatch left = new CountDownLatch(count);
        try (TransportFixture fixture = new TransportFixture();
                FaultServer server = FaultServer.connected(peer -> {
                    for (int i = 0; i < count; i++) {
                        peer.send(packet);
                    }
                    peer.awaitEnd();
                })) {
            long begin = System.nanoTime();
            fixture.transport.connect(
                    TransportFixture.options(server.endpoint()),
                    new TransportListener() {
                        @Override
                        public void message(String topic, byte[] payload) {
                            left.countDown();
                        }

                        @Override
                        public void disconnected(DisconnectCause cause, String detail) {
                            // the end of the benchmark
                        }
                    },
                    fixture.abort);
            left.await(60, TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf("receiving messages of %d bytes: %.0f MB/s%n", size, count * (size / 1e6) / seconds);
        }
    }

    /** Of this process: tells the cost on a machine that is busy with other things too. */
    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static void print(String what, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        System.out.printf(
                "%s: p50 %.3f ms, p99 %.3f ms%n",
                what, sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6);
    }
}
