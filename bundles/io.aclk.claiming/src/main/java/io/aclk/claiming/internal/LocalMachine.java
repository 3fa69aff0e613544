package io.aclk.claiming.internal;

import io.aclk.config.shared.ClaimedId;
import io.aclk.config.shared.IniFile;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine, as Linux describes it; on other systems less is known. */
final class LocalMachine implements MachineProbe {

    private static final Logger LOG = LoggerFactory.getLogger(LocalMachine.class);

    /** A PC or server; where there is none, a board. */
    private static final List<String> HARDWARE =
            List.of("sys/class/dmi/id/product_uuid", "proc/device-tree/serial-number");

    private static final List<String> MACHINE_ID = List.of("etc/machine-id", "var/lib/dbus/machine-id");
    private static final int MAX_ID = 256;

    /** What vendors write who gave no number: the same on all their machines. */
    private static final String MEANINGLESS = "[0fF-]*";

    private final Path root;

    /** This one. */
    LocalMachine() {
        this(Path.of("/"));
    }

    /** Another file system, for tests. */
    LocalMachine(Path root) {
        this.root = root;
    }

    @Override
    public Traits look(Path cloudD) {
        return new Traits(first(HARDWARE), first(MACHINE_ID), addresses(), place(cloudD));
    }

    @Override
    public Optional<Place> place(Path directory) {
        try {
            Map<String, Object> attributes = Files.readAttributes(directory, "unix:dev,ino,isDirectory");
            if (!Boolean.TRUE.equals(attributes.get("isDirectory"))) {
                return Optional.empty();
            }
            return Optional.of(new Place(
                    directory.toRealPath().toString(),
                    attributes.get("dev").toString(),
                    attributes.get("ino").toString()));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // not every system tells device and inode: the other evidence must do
            return Optional.empty();
        }
    }

    @Override
    public boolean holds(Path directory, String claimId) {
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            return true;
        }
        try {
            Path conf = directory.resolve("cloud.conf");
            Path id = directory.resolve("claimed_id");
            String text = Files.exists(conf) ? IniFile.read(conf, "global").text("claimed_id", "") : "";
            if (text.isEmpty() && Files.exists(id)) {
                text = text(id);
            }
            return ClaimedId.normalize(text).equals(claimId);
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("ACLK: the identity in {} cannot be read", directory, e);
            return true;
        }
    }

    private Optional<String> first(List<String> files) {
        for (String file : files) {
            try {
                String text = text(root.resolve(file));
                if (!text.matches(MEANINGLESS)) {
                    return Optional.of(text);
                }
            } catch (IOException e) {
                LOG.debug("ACLK: {} is not known: {}", file, e.toString());
            }
        }
        return Optional.empty();
    }

    /** Without blanks and the zero byte at the end that the device tree has. */
    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_ID);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1).replace("\0", "").strip();
    }

    private static Set<String> addresses() {
        Set<String> addresses = new TreeSet<>();
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                byte[] address = each.isLoopback() ? null : each.getHardwareAddress();
                if (address != null && address.length > 0) {
                    addresses.add(HexFormat.ofDelimiter(":").formatHex(address));
                }
            }
        } catch (SocketException e) {
            LOG.debug("ACLK: the network interfaces are not known", e);
        }
        return addresses;
    }
}
