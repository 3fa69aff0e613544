package io.aclk.claiming.internal;

import io.aclk.config.shared.ClaimedId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The identity of another agent, as its {@code cloud.d} says ({@code protocol/claiming.md} section 4), in the form in which
 * this one keeps it. Nothing is written there.
 *
 * @param claimId claim id
 * @param machineGuid machine GUID by which the cloud knows the node
 * @param files contents of the files of an identity, by name; secret
 */
record ForeignIdentity(String claimId, UUID machineGuid, Map<String, String> files) {

    /** Where Netdata's agents keep the machine GUID, beside {@code cloud.d}. */
    private static final Path GUID_FILE = Path.of("registry", "netdata.public.unique.id");

    /** Files of further authorities, the first one counts. */
    private static final List<String> AUTHORITIES = List.of(CloudDirectory.TRUSTED, "cloud_fullchain.pem");

    private static final int MAX_FILE = 4 * 1024 * 1024;

    /** Takes a copy. */
    ForeignIdentity {
        files = Map.copyOf(files);
    }

    /**
     * Reads it.
     *
     * @throws ClaimFailure if something is missing or cannot be used
     */
    static ForeignIdentity read(Path cloudD) throws ClaimFailure {
        if (!Files.isDirectory(cloudD)) {
            throw new ClaimFailure("'" + cloudD + "' is not a directory, or this user may not see it", null);
        }
        if (!Files.isReadable(cloudD) || !Files.isExecutable(cloudD)) {
            throw new ClaimFailure("'" + cloudD + "' cannot be read by the user that the agent runs as", null);
        }
        CloudDirectory directory = new CloudDirectory(cloudD);
        ClaimFiles claim = new ClaimFiles(directory);
        ClaimFiles.Stored stored = claim.load()
                .orElseThrow(() -> new ClaimFailure(
                        "there is no identity in '" + cloudD + "': neither cloud.conf nor claimed_id names a claim id"
                                + didYouMean(cloudD),
                        null));
        try {
            AgentKey key = new KeyFiles(directory).load();
            UUID guid = stored.machineGuid()
                    .or(() -> guidBeside(cloudD))
                    .orElseThrow(() -> new IOException(
                            "the machine GUID is missing: neither cloud.conf nor '" + guidFile(cloudD) + "' has it"));
            Map<String, String> files = new LinkedHashMap<>();
            files.put(CloudDirectory.PRIVATE_KEY, key.privatePem());
            files.put(CloudDirectory.PUBLIC_KEY, key.publicPem());
            files.put(CloudDirectory.CLAIMED_ID, stored.claimId());
            files.put(CloudDirectory.CLOUD_CONF, claim.conf(stored.claimId(), guid));
            Optional<String> authority = authority(cloudD);
            authority.ifPresent(text -> files.put(CloudDirectory.TRUSTED, text));
            return new ForeignIdentity(stored.claimId(), guid, files);
        } catch (IOException e) {
            throw new ClaimFailure("the identity in '" + cloudD + "' cannot be used: " + e.getMessage(), e);
        }
    }

    private static String didYouMean(Path cloudD) {
        Path below = cloudD.resolve("cloud.d");
        return Files.isDirectory(below) ? "; did you mean '" + below + "'" : "";
    }

    private static Path guidFile(Path cloudD) {
        return cloudD.resolveSibling(GUID_FILE);
    }

    private static Optional<UUID> guidBeside(Path cloudD) {
        Path file = guidFile(cloudD);
        try {
            return Files.exists(file)
                    ? Optional.of(UUID.fromString(ClaimedId.normalize(text(file).strip())))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            // the caller tells where the machine GUID was looked for
            return Optional.empty();
        }
    }

    private static Optional<String> authority(Path cloudD) throws IOException {
        for (String name : AUTHORITIES) {
            Path file = cloudD.resolve(name);
            if (Files.exists(file)) {
                return Optional.of(text(file));
            }
        }
        return Optional.empty();
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE) {
            throw new IOException("'" + file + "' is larger than " + MAX_FILE + " bytes");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /** Nothing of the files. */
    @Override
    public String toString() {
        return "claim id " + claimId;
    }
}
