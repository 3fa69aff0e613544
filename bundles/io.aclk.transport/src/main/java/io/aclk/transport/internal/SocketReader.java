package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * Reads a socket through one buffer of the size of a TLS record. For one reading thread; the figures may be asked by
 * any.
 */
final class SocketReader {

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int limit;
    private boolean limited;
    private long deadline;
    private volatile long bytes;
    private volatile long lastNanos = System.nanoTime();

    SocketReader(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Reading from now on fails with {@link DisconnectCause#CONNACK_TIMEOUT} at this {@link System#nanoTime}. */
    void deadline(long nanos) {
        limited = true;
        deadline = nanos;
    }

    /** Ends what {@link #deadline} began. */
    void noDeadline() throws IOException {
        limited = false;
        socket.setSoTimeout(0);
    }

    int read() throws IOException {
        if (position == limit) {
            fill();
        }
        return buffer[position++] & 0xFF;
    }

    /** Reads at least one byte; a large rest goes to its destination without the detour through the buffer. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (position == limit) {
            if (length >= buffer.length) {
                return count(in.read(target, offset, length));
            }
            fill();
        }
        int n = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, n);
        position += n;
        return n;
    }

    void readFully(byte[] target, int offset, int length) throws IOException {
        for (int n = 0; n < length; ) {
            n += read(target, offset + n, length - n);
        }
    }

    void skip(long length) throws IOException {
        for (long left = length; left > 0; ) {
            if (position == limit) {
                fill();
            }
            int n = (int) Math.min(left, limit - position);
            position += n;
            left -= n;
        }
    }

    /** All bytes read so far. */
    long bytes() {
        return bytes;
    }

    /** When the last bytes came, {@link System#nanoTime}. */
    long lastNanos() {
        return lastNanos;
    }

    private void fill() throws IOException {
        if (limited) {
            limitSocket();
        }
        try {
            int n = count(in.read(buffer, 0, buffer.length));
            position = 0;
            limit = n;
        } catch (SocketTimeoutException e) {
            throw timedOut();
        }
    }

    private void limitSocket() throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw timedOut();
        }
        socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
    }

    private static IOException timedOut() {
        return Failures.late(
                DisconnectCause.CONNACK_TIMEOUT, Fault.UPGRADE_TIMEOUT, "no answer to the WebSocket upgrade in time");
    }

    private int count(int n) throws IOException {
        if (n < 0) {
            throw new EOFException("the server closed the connection");
        }
        bytes += n;
        lastNanos = System.nanoTime();
        return n;
    }
}
