package io.aclk.transport.internal;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** What a connection can know of the machine that it runs on. */
interface Surroundings {

    /** The machine itself. */
    Surroundings REAL = new Surroundings() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public boolean hasAddress(InetAddress address) {
            try {
                NetworkInterface owner = NetworkInterface.getByInetAddress(address);
                return owner != null && owner.isUp();
            } catch (SocketException e) {
                return true; // it cannot be told; the pings will
            }
        }
    };

    /** The monotonic clock, which stands still while the machine is suspended. */
    long nanos();

    /** The wall clock, which does not, and which may be set. */
    long wallMillis();

    /** Whether a network interface that is up has this address. */
    boolean hasAddress(InetAddress address);
}
