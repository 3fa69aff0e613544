package io.aclk.link.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of this machine, and the ones that it would use for the way out. Loopback and link-local addresses do not
 * count: the former lead nowhere, and container hosts make the latter by the dozen. Sends nothing. Thread-safe.
 */
final class LocalNetwork implements Supplier<Set<String>> {

    private static final Logger LOG = LoggerFactory.getLogger(LocalNetwork.class);

    /**
     * Addresses that nobody has (RFC 5737, RFC 3849), so that only a default route leads there. Binding a UDP socket to a
     * destination makes the system choose the route and sends no packet.
     */
    private static final List<String> OUTSIDE = List.of("192.0.2.1", "2001:db8::1");

    private static final int DISCARD_PORT = 9;

    @Override
    public Set<String> get() {
        Set<String> found = new TreeSet<>();
        try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
            all.filter(LocalNetwork::up)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .forEach(address -> found.add(address.getHostAddress()));
        } catch (SocketException e) {
            LOG.debug("ACLK: the addresses of this machine cannot be listed: {}", e.getMessage());
        }
        OUTSIDE.forEach(address -> found.add("to " + address + " by " + source(address)));
        return found;
    }

    private static boolean up(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException e) {
            return false; // gone meanwhile
        }
    }

    /** The own address that packets to an address would carry. */
    private static String source(String address) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(address), DISCARD_PORT));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | UncheckedIOException e) {
            // itself one of the answers that are compared
            return "no route";
        }
    }
}
