package io.aclk.network.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/** Gives the tests of the doctor the real network with another environment and other names. */
public final class TestNetworks {

    private TestNetworks() {}

    /** Resolves names. */
    public interface Names {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /** The real network; the caller stops it. */
    public static NetworkService of(Map<String, String> environment, Names names) {
        return new NetworkService(environment, names::all);
    }
}
