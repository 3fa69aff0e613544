package io.aclk.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/** A claim that waits in {@code data/cloud.d} for the next start of the agent. */
final class WaitingClaim {

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** The line of {@code cloud.conf} with the claim id. */
    private static final Pattern CLAIMED_ID = Pattern.compile("(?m)^[ \\t]*claimed_id[ \\t]*=[ \\t]*\\S");

    private final Path directory;

    WaitingClaim(Path dir) {
        directory = dir.resolve("data").resolve("cloud.d");
    }

    /**
     * Writes the claim. The token comes last: without it, nothing waits.
     *
     * @throws RefusedException if the agent has an identity already, which only the agent itself can replace
     */
    void write(ClaimArguments claim) throws IOException, RefusedException {
        if (claimed()) {
            throw RefusedException.refused(
                    "the agent is claimed already, and only itself can change that: start it, then claim again");
        }
        Files.createDirectories(directory.getParent());
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, PRIVATE_DIRECTORY);
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        if (claim.ca().isPresent()) {
            replace("trusted.pem", Files.readString(claim.ca().get()));
        }
        replace("cloud.conf", configuration(claim));
        replace("rooms", claim.rooms());
        replace("token", claim.token());
    }

    /** {@code cloud.conf} alone may name the identity, and would be overwritten. */
    private boolean claimed() throws IOException {
        Path conf = directory.resolve("cloud.conf");
        return Files.exists(directory.resolve("claimed_id"))
                || Files.exists(conf)
                        && CLAIMED_ID
                                .matcher(Files.readString(conf, StandardCharsets.ISO_8859_1))
                                .find();
    }

    private static String configuration(ClaimArguments claim) {
        StringBuilder text = new StringBuilder("[global]\n");
        claim.url().ifPresent(value -> text.append("url = ").append(value).append('\n'));
        claim.proxy().ifPresent(value -> text.append("proxy = ").append(value).append('\n'));
        claim.pin().ifPresent(value -> text.append("pin = ").append(value).append('\n'));
        if (claim.insecure()) {
            text.append("insecure = yes\n");
        }
        return text.toString();
    }

    /** Never a half file, and never one that others can read. */
    private void replace(String name, String content) throws IOException {
        Path temporary = Files.createTempFile(directory, "." + name, null, PRIVATE_FILE);
        try {
            Files.writeString(temporary, content);
            Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
