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

/** The TCP sockets of processes, read from Linux's {@code /proc}. */
final class Sockets {

    private static final int ADDRESS_COLUMN = 1;
    private static final int REMOTE_COLUMN = 2;
    private static final int STATE_COLUMN = 3;
    private static final String ESTABLISHED = "01";
    private static final int INODE_COLUMN = 9;

    private Sockets() {}

    /** Those of this process that listen beyond loopback or are connected, or being connected, to another machine. */
    static List<String> beyondLoopback() throws IOException {
        return beyondLoopback(ProcessHandle.current().pid());
    }

    /** Those of another process, likewise. */
    static List<String> beyondLoopback(long pid) throws IOException {
        List<String> found = new ArrayList<>();
        for (String[] columns : of(String.valueOf(pid))) {
            if (!(loopback(columns[ADDRESS_COLUMN]) && loopbackOrNone(columns[REMOTE_COLUMN]))) {
                found.add(columns[ADDRESS_COLUMN] + " -> " + columns[REMOTE_COLUMN]);
            }
        }
        return found;
    }

    /** Whether a process has an open connection to a port; one that ended meanwhile has none. */
    static boolean isConnected(long pid, int remotePort) throws IOException {
        List<String[]> rows;
        try {
            rows = of(String.valueOf(pid));
        } catch (IOException e) {
            if (ProcessHandle.of(pid).isPresent()) {
                throw e;
            }
            return false;
        }
        for (String[] columns : rows) {
            String remote = columns[REMOTE_COLUMN];
            if (columns[STATE_COLUMN].equals(ESTABLISHED)
                    && Integer.parseInt(remote.substring(remote.indexOf(':') + 1), 16) == remotePort) {
                return true;
            }
        }
        return false;
    }

    /** The rows of the kernel's tables that are of a process. */
    private static List<String[]> of(String process) throws IOException {
        Set<String> own = inodes(process);
        List<String[]> rows = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc", process, "net", table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > INODE_COLUMN && own.contains(columns[INODE_COLUMN])) {
                    rows.add(columns);
                }
            }
        }
        return rows;
    }

    private static Set<String> inodes(String process) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc", process, "fd"))) {
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
