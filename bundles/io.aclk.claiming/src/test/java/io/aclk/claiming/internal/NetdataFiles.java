package io.aclk.claiming.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** A directory of an installed Netdata agent, laid out as that agent writes it ({@code protocol/claiming.md} section 4). */
final class NetdataFiles {

    static final AgentKey KEY = TestKeys.ONE;
    static final String CLAIM_ID = "6f1d2bd5-6b8e-4d3c-9a57-2c2a5b1f7d10";
    static final UUID MACHINE_GUID = UUID.fromString("0d3cc0f2-8a67-11ee-b9d1-0242ac120002");

    final Path data;
    final Path cloudD;

    /** As a current agent leaves it after a claim, below a folder. */
    NetdataFiles(Path parent, String url) throws IOException {
        data = parent.resolve("var/lib/netdata");
        cloudD = Files.createDirectories(data.resolve("cloud.d"));
        Files.setPosixFilePermissions(cloudD, PosixFilePermissions.fromString("rwxr-x---"));
        write("claimed_id", CLAIM_ID);
        write("private.pem", KEY.privatePem());
        write("public.pem", KEY.publicPem());
        write(
                "cloud.conf",
                "[global]\n\turl = " + url
                        + "\n\tproxy = none\n\ttoken = a-token\n\trooms = room-1,room-2\n\tinsecure = no\n\tmachine_guid = "
                        + MACHINE_GUID + "\n\tclaimed_id = " + CLAIM_ID + "\n\thostname = old-host\n");
        Path registry = Files.createDirectories(data.resolve("registry"));
        Files.writeString(registry.resolve("netdata.public.unique.id"), MACHINE_GUID.toString());
    }

    void write(String name, String content) throws IOException {
        Path file = Files.writeString(cloudD.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    }

    void delete(String name) throws IOException {
        Files.delete(cloudD.resolve(name));
    }

    /** Everything that is there, with contents, modes and times: to be compared. */
    String snapshot() throws IOException {
        TreeMap<Path, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.toList()) {
                found.put(
                        path,
                        Files.getPosixFilePermissions(path) + " " + Files.getLastModifiedTime(path) + " "
                                + (Files.isRegularFile(path) ? Files.readString(path) : ""));
            }
        }
        return found.toString();
    }
}
