package io.aclk.claiming.internal;

import io.aclk.host.api.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * One claim on its way into {@link CloudDirectory}: everything is written before the cloud is asked, because what cannot be
 * stored must not be accepted there.
 */
final class StagedClaim {

    private static final String NOT_SAVED = "Failed to save claiming info to disk";
    private static final int MAX_CA = 4 * 1024 * 1024;

    private final CloudDirectory directory;
    private final ClaimFiles files;
    private final ClaimInputs inputs;
    private final Node node;

    StagedClaim(CloudDirectory directory, ClaimFiles files, ClaimInputs inputs, Node node) {
        this.directory = directory;
        this.files = files;
        this.inputs = inputs;
        this.node = node;
    }

    /**
     * Stages what is the same for each attempt.
     *
     * @param key the key pair to claim with
     * @param newKey whether it is to be stored
     * @param newPublic whether its public key is to be stored
     * @throws ClaimFailure with a text of section 2 or 3.1
     */
    void begin(AgentKey key, boolean newKey, boolean newPublic) throws ClaimFailure {
        Optional<String> authority = Optional.empty();
        if (inputs.ca().isPresent()) {
            authority = Optional.of(authority(inputs.ca().get()));
        }
        String step =
                newKey ? "Cannot write private key file: " + directory.place(CloudDirectory.PRIVATE_KEY) : NOT_SAVED;
        try {
            directory.begin();
            if (newKey) {
                directory.put(CloudDirectory.PRIVATE_KEY, key.privatePem());
            }
            if (newKey || newPublic) {
                step = "Cannot write public key file: " + directory.place(CloudDirectory.PUBLIC_KEY);
                directory.put(CloudDirectory.PUBLIC_KEY, key.publicPem());
            }
            step = NOT_SAVED;
            if (authority.isPresent()) {
                directory.put(CloudDirectory.TRUSTED, authority.get());
            }
        } catch (IOException e) {
            throw failure(step, e);
        }
    }

    /** Stages what an attempt brings. */
    void name(UUID claimId) throws ClaimFailure {
        String conf;
        try {
            conf = files.conf(inputs, claimId, node);
        } catch (IOException e) {
            throw new ClaimFailure(NOT_SAVED + ": an input cannot be kept in cloud.conf: " + e.getMessage(), e);
        }
        try {
            directory.put(CloudDirectory.CLAIMED_ID, claimId.toString());
            directory.put(CloudDirectory.CLOUD_CONF, conf);
        } catch (IOException e) {
            throw failure(NOT_SAVED, e);
        }
    }

    /** Puts it in force. */
    void commit() throws ClaimFailure {
        try {
            directory.commit();
        } catch (IOException e) {
            throw failure(NOT_SAVED, e);
        }
    }

    private static String authority(Path file) throws ClaimFailure {
        try {
            if (Files.size(file) <= MAX_CA) {
                return Files.readString(file, StandardCharsets.ISO_8859_1);
            }
            throw new IOException("larger than " + MAX_CA + " bytes");
        } catch (IOException e) {
            throw new ClaimFailure("Failed: the certificate file '" + file + "' cannot be read", e);
        }
    }

    private static ClaimFailure failure(String what, IOException e) {
        // some of these exceptions have no other text than a path
        boolean pathOnly = e instanceof FileSystemException system && system.getReason() == null;
        String why = pathOnly ? e.getClass().getSimpleName() + " " + e.getMessage() : e.getMessage();
        return new ClaimFailure(what + ": " + why, e);
    }
}
