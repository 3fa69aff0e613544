package io.aclk.transport.internal;

import io.aclk.api.transport.TransportException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The MQTT byte stream that Paho writes, with our own PINGREQ and DISCONNECT between its packets: Paho's pings obey no
 * Server Keep Alive, and its DISCONNECT takes 100 ms. Paho's sender writes a packet and then flushes, so a packet begins
 * with the first write and ends with the flush; the lock is held for that time.
 */
final class MqttOutput extends OutputStream {

    private static final byte[] PINGREQ = {(byte) 0xC0, 0};
    private static final byte[] DISCONNECT = {(byte) 0xE0, 0};

    private final WebSocketOutput out;
    private final Consumer<TransportException> onFailure;
    private final ReentrantLock packet = new ReentrantLock();
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean pingWanted;
    private volatile boolean pingBeingWritten;
    private volatile long pingedNanos = System.nanoTime();
    private volatile boolean closed;
    private volatile long lastNanos = System.nanoTime();

    MqttOutput(WebSocketOutput out, Consumer<TransportException> onFailure) {
        this.out = out;
        this.onFailure = onFailure;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        started.countDown();
        if (!packet.isHeldByCurrentThread()) {
            packet.lock();
        }
        if (closed) {
            packet.unlock();
            throw new IOException("the connection is closed");
        }
        try {
            out.append(data, offset, length);
        } catch (IOException e) {
            packet.unlock();
            throw failed(e);
        }
    }

    /** Ends a packet. */
    @Override
    public void flush() throws IOException {
        if (!packet.isHeldByCurrentThread()) {
            return;
        }
        try {
            out.flush();
            lastNanos = System.nanoTime();
        } catch (IOException e) {
            throw failed(e);
        } finally {
            packet.unlock();
        }
        payPing();
    }

    /** Owes the server a PINGREQ; returns at once. */
    void wantPing() {
        pingWanted = true;
    }

    /** Sends the PINGREQ that is owed, or leaves it to whoever is writing a packet; never waits for that. */
    void payPing() throws IOException {
        while (pingWanted && packet.tryLock()) {
            try {
                if (pingWanted) {
                    pingBeingWritten = true;
                    pingWanted = false;
                    send(PINGREQ);
                    pingedNanos = System.nanoTime();
                }
            } finally {
                pingBeingWritten = false;
                packet.unlock();
            }
        }
    }

    /** Whether a PINGREQ is owed or being written. */
    boolean pingPending() {
        return pingWanted || pingBeingWritten;
    }

    /** When the last PINGREQ was written, {@link System#nanoTime}. */
    long pingedNanos() {
        return pingedNanos;
    }

    /**
     * Sends a DISCONNECT with reason 0 (remaining length 0) after the packet being written; nothing can be written
     * afterwards.
     *
     * @param limit nanoseconds to wait for that packet
     * @return whether it was sent
     */
    boolean disconnect(long limit) throws IOException, InterruptedException {
        if (!packet.tryLock(limit, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            send(DISCONNECT);
            closed = true;
            return true;
        } finally {
            packet.unlock();
        }
    }

    private void send(byte[] bytes) throws IOException {
        try {
            out.append(bytes, 0, bytes.length);
            out.flush();
            lastNanos = System.nanoTime();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private TransportException failed(IOException e) {
        TransportException failure = Failures.classify("writing", e);
        onFailure.accept(failure);
        return failure;
    }

    /**
     * Waits until Paho begins to write its CONNECT, which it does when all its threads run. If one of them is stopped
     * before, Paho waits for it forever, deaf to interrupts; so nothing may fail or be stopped earlier.
     */
    boolean awaitStart(long millis) throws InterruptedException {
        return started.await(millis, TimeUnit.MILLISECONDS);
    }

    /** When the last packet was written, {@link System#nanoTime}. */
    long lastNanos() {
        return lastNanos;
    }
}
