package io.aclk.transport.internal;

import java.net.InetAddress;

/** Clocks and addresses that a test moves; the monotonic clock may follow the real one. */
final class TestSurroundings implements Surroundings {

    private final boolean real;
    private volatile long nanos;
    private volatile long wallMillis;
    private volatile boolean hasAddress = true;

    /**
     * A machine.
     *
     * @param real its clocks run by themselves, moved only by what is added
     */
    TestSurroundings(boolean real) {
        this.real = real;
    }

    @Override
    public long nanos() {
        return nanos + (real ? System.nanoTime() : 0);
    }

    @Override
    public long wallMillis() {
        return wallMillis + (real ? System.nanoTime() / 1_000_000 : 0);
    }

    @Override
    public boolean hasAddress(InetAddress address) {
        return hasAddress;
    }

    /** Both clocks go on. */
    void pass(long addedNanos) {
        nanos += addedNanos;
        wallMillis += addedNanos / 1_000_000;
    }

    /** The wall clock alone is moved: a suspend, or someone sets it. */
    void stepWall(long millis) {
        wallMillis += millis;
    }

    void address(boolean present) {
        hasAddress = present;
    }
}
