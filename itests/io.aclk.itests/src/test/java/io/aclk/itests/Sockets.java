package io.aclk.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The TCP sockets of this process, read from Linux's {@code /proc}. */
final class Sockets {

    private static final int ADDRESS_COLUMN = 1;
    private static final int REMOTE_COLUMN = 2;
    private static final int INODE_COLUMN = 9;

    private Sockets() {}

    /** Those that listen beyond loopback or are connected, or being connected, to another machine. */
    static List<String> beyondLoopback() throws IOException {
        Set<String> own = inodes();
        List<String> found = new ArrayList<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > INODE_COLUMN
                        && own.contains(columns[INODE_COLUMN])
                        && !(loopback(columns[ADDRESS_COLUMN]) && loopbackOrNone(columns[REMOTE_COLUMN]))) {
                    found.add(columns[ADDRESS_COLUMN] + " -> " + columns[REMOTE_COLUMN]);
                }
            }
        }
        return found;
    }

    private static Set<String> inodes() throws IOException {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring("socket:[".length(), target.length() - 1));
                    }
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
        }
        return inodes;
    }

    private static boolean loopbackOrNone(String address) throws IOException {
        return loopback(address) || address.substring(0, address.indexOf(':')).matches("0+");
    }

    private static boolean loopback(String address) throws IOException {
        String hex = address.substring(0, address.indexOf(':'));
        byte[] bytes = new byte[hex.length() / 2];
        // words of 32 bits in the byte order of the machine, which is little-endian wherever we test
        for (int i = 0; i < bytes.length; i++) {
            int from = (i / 4 * 4 + 3 - i % 4) * 2;
            bytes[i] = (byte) Integer.parseInt(hex.substring(from, from + 2), 16);
        }
        return InetAddress.getByAddress(bytes).isLoopbackAddress();
    }
}
