package io.aclk.itests.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The server's end of the agent's MQTT connection, and the load on it. One thread reads, notes the latency and sends the
 * next request in one write with the PUBACK of the reply before.
 */
final class MqttPeer implements Contestant {

    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int SUBSCRIBE = 8;
    private static final int PINGREQ = 12;
    private static final int SUBSCRIPTIONS = 2;
    private static final int QOS_1 = 2;
    private static final String OK = "\"http-code\":200}";

    private final MqttFrames in;
    private final OutputStream out;
    private final byte[] start = new byte[512];
    private String inbox;
    private int subscriptions;
    private int packetId;
    private volatile Load load;

    MqttPeer(Socket socket) throws IOException {
        in = new MqttFrames(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** A load while it runs. Used by the reading thread only, after its start. */
    private static final class Load {
        private final MqttRequest[] slots;
        private final long[] sent;
        private final long deadline;
        private final Samples samples = new Samples();
        private final CompletableFuture<Samples> done = new CompletableFuture<>();
        private int open;

        Load(MqttRequest[] slots, long deadline) {
            this.slots = slots;
            this.sent = new long[slots.length];
            this.deadline = deadline;
            this.open = slots.length;
        }
    }

    @Override
    public Samples load(String target, int concurrency, Duration time) throws Exception {
        MqttRequest[] slots = new MqttRequest[concurrency];
        for (int i = 0; i < concurrency; i++) {
            slots[i] = new MqttRequest(inbox, i, target);
        }
        Load started = new Load(slots, System.nanoTime() + time.toNanos());
        load = started;
        synchronized (out) {
            for (int i = 0; i < concurrency; i++) {
                started.sent[i] = System.nanoTime();
                slots[i].first(nextPacketId()).writeTo(out);
            }
        }
        return started.done.get(time.toSeconds() + 60, TimeUnit.SECONDS);
    }

    private int nextPacketId() {
        packetId = packetId % 0xFFFF + 1;
        return packetId;
    }

    /** Serves the connection to its end. */
    void serve(CompletableFuture<MqttPeer> connected) throws IOException {
        try {
            while (true) {
                int first = in.read();
                int length = 0;
                for (int shift = 0, digit = 0x80; digit >= 0x80; shift += 7) {
                    digit = in.read();
                    length |= (digit & 0x7F) << shift;
                }
                packet(first, length, connected);
            }
        } catch (IOException e) {
            Load lost = load;
            if (lost != null) {
                lost.done.completeExceptionally(e);
            }
            throw e;
        }
    }

    private void packet(int first, int length, CompletableFuture<MqttPeer> connected) throws IOException {
        switch (first >> 4) {
            case CONNECT -> {
                in.skip(length);
                send(0x20, 0, 0, 0);
            }
            case SUBSCRIBE -> {
                subscribe(length);
                if (++subscriptions == SUBSCRIPTIONS) {
                    connected.complete(this);
                }
            }
            case PINGREQ -> send(0xD0);
            case PUBLISH -> publish(first, length);
            default -> in.skip(length);
        }
    }

    /** Packet id, no properties, one filter. */
    private void subscribe(int length) throws IOException {
        byte[] packet = new byte[length];
        in.read(packet, length);
        String filter = new String(packet, 5, length - 6, StandardCharsets.US_ASCII);
        if (filter.endsWith("/cmd")) {
            inbox = filter;
        }
        send(0x90, packet[0], packet[1], 0, 1);
    }

    /** Topic, packet id, no properties, payload. */
    private void publish(int first, int length) throws IOException {
        int topicLength = in.read() << 8 | in.read();
        in.read(start, topicLength);
        int slot = MqttRequest.slot(start, topicLength);
        int id = (first & QOS_1) != 0 ? in.read() << 8 | in.read() : 0;
        int payload = length - 2 - topicLength - ((first & QOS_1) != 0 ? 2 : 0);
        if (slot < 0) {
            in.skip(payload);
            send(0x40, id >> 8, id);
            return;
        }
        int seen = Math.min(payload, start.length);
        in.read(start, seen);
        if (!new String(start, 0, seen, StandardCharsets.ISO_8859_1).contains(OK)) {
            throw new IOException("not answered with 200: " + new String(start, 0, seen, StandardCharsets.US_ASCII));
        }
        in.skip(payload - seen);
        answered(slot, id);
    }

    private void answered(int slot, int id) throws IOException {
        Load running = load;
        long now = System.nanoTime();
        running.samples.add(now - running.sent[slot]);
        synchronized (out) {
            if (now - running.deadline < 0) {
                running.sent[slot] = System.nanoTime();
                running.slots[slot].next(id, nextPacketId()).writeTo(out);
                return;
            }
        }
        send(0x40, id >> 8, id);
        if (--running.open == 0) {
            load = null;
            running.done.complete(running.samples);
        }
    }

    /** A packet of a few bytes in a frame of its own. */
    private void send(int first, int... rest) throws IOException {
        byte[] frame = new byte[4 + rest.length];
        frame[0] = (byte) 0x82;
        frame[1] = (byte) (2 + rest.length);
        frame[2] = (byte) first;
        frame[3] = (byte) rest.length;
        for (int i = 0; i < rest.length; i++) {
            frame[4 + i] = (byte) rest[i];
        }
        synchronized (out) {
            out.write(frame);
        }
    }
}
