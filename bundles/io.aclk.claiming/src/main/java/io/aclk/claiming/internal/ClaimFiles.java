package io.aclk.claiming.internal;

import io.aclk.api.network.NetworkOptions;
import io.aclk.config.shared.ClaimedId;
import io.aclk.config.shared.CloudUrl;
import io.aclk.config.shared.IniFile;
import io.aclk.config.shared.PrivateFiles;
import io.aclk.host.api.Node;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of {@code cloud.d} that say who this agent is ({@code protocol/claiming.md} section 4).
 *
 * <p>A claim is stored in an order in which a crash leaves either the old or the new identity, each complete:
 *
 * <ol>
 *   <li>{@code trusted.pem} with the old <em>and</em> the new authority, so that it fits either;
 *   <li>{@code cloud.conf}, written whole and renamed: from here on the new identity is in force;
 *   <li>{@code claimed_id}, which counts only where {@code cloud.conf} has no id;
 *   <li>{@code trusted.pem} with the new authority alone; {@code token} and {@code rooms} are deleted.
 * </ol>
 */
final class ClaimFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimFiles.class);
    private static final String SECTION = "global";
    private static final int MAX_CLAIMED_ID = 4096;
    private static final int MAX_CA = 4 * 1024 * 1024;

    private final Path directory;
    private final Path cloudConf;
    private final Path claimedId;
    private final Path trusted;
    private final Path token;
    private final Path rooms;

    /** @param directory {@code data/cloud.d} */
    ClaimFiles(Path directory) {
        this.directory = directory;
        cloudConf = directory.resolve("cloud.conf");
        claimedId = directory.resolve("claimed_id");
        trusted = directory.resolve("trusted.pem");
        token = directory.resolve("token");
        rooms = directory.resolve("rooms");
    }

    /**
     * What is stored.
     *
     * @param claimId lower case with hyphens
     * @param url where it was claimed to, if that is known
     * @param machineGuid machine GUID that it was claimed with, if that is known
     */
    record Stored(String claimId, Optional<URI> url, Optional<UUID> machineGuid) {}

    /** The files whose change may mean another identity. */
    List<Path> identityFiles() {
        return List.of(cloudConf, claimedId);
    }

    /** Legacy input: the token. */
    Path token() {
        return token;
    }

    /** Legacy input: the rooms. */
    Path rooms() {
        return rooms;
    }

    /** Deletes what a crash left behind. */
    void tidy() {
        try {
            if (Files.isDirectory(directory)) {
                PrivateFiles.removeLeftOvers(directory);
            }
        } catch (IOException e) {
            LOG.debug("ACLK: left-over files in {} stay there", directory, e);
        }
    }

    /** Loads the claim, empty if there is none. */
    Optional<Stored> load() {
        Map<String, IniFile.Value> conf = readConf();
        Optional<String> url = text(conf, "url").or(() -> text(conf, "cloud base url"));
        Optional<String> id =
                text(conf, "claimed_id").flatMap(text -> valid(text, cloudConf)).or(this::readClaimedId);
        Optional<UUID> guid = text(conf, "machine_guid").flatMap(ClaimFiles::guid);
        return id.map(text -> new Stored(text, url.flatMap(ClaimFiles::uri), guid));
    }

    private static Optional<UUID> guid(String text) {
        try {
            return Optional.of(ClaimedId.normalize(text))
                    .filter(guid -> !guid.isEmpty())
                    .map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What the owner wrote there is not trusted to be a URL. */
    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(URI.create(CloudUrl.normalize(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * What a claim will be stored as.
     *
     * @param claimId lower case with hyphens
     * @param conf text of {@code cloud.conf}
     * @param authority text of {@code trusted.pem}, empty: stays as it is
     */
    record Prepared(String claimId, String conf, Optional<String> authority) {
        /** Neither token nor proxy. */
        @Override
        public String toString() {
            return "claim id " + claimId;
        }
    }

    /**
     * Prepares what to store, before the cloud is asked: what cannot be stored must not be accepted there.
     *
     * @throws ClaimFailure if an input cannot be kept
     */
    Prepared prepare(ClaimInputs inputs, UUID claimId, Node node) throws ClaimFailure {
        String conf;
        try {
            conf = IniFile.format(SECTION, values(inputs, claimId, node));
        } catch (IOException e) {
            throw new ClaimFailure("Failed to save claiming info to disk: an input cannot be kept in cloud.conf", e);
        }
        Optional<String> authority = Optional.empty();
        if (inputs.ca().isPresent()) {
            authority = Optional.of(authority(inputs.ca().get()));
        }
        return new Prepared(claimId.toString(), conf, authority);
    }

    /**
     * Stores an accepted claim. An identity that was stored before stays in force if this fails.
     *
     * @throws ClaimFailure with the text of section 3.1
     */
    void store(Prepared claim) throws ClaimFailure {
        Optional<String> authority = claim.authority();
        try {
            PrivateFiles.createDirectory(directory);
            if (authority.isPresent()) {
                String before = Files.exists(trusted) ? Files.readString(trusted, StandardCharsets.ISO_8859_1) : "";
                PrivateFiles.write(trusted, before + "\n" + authority.get());
            }
            PrivateFiles.write(cloudConf, claim.conf());
        } catch (IOException e) {
            throw new ClaimFailure("Failed to save claiming info to disk", e);
        }
        try {
            PrivateFiles.write(claimedId, claim.claimId());
            if (authority.isPresent()) {
                PrivateFiles.write(trusted, authority.get());
            }
            PrivateFiles.delete(token);
            PrivateFiles.delete(rooms);
        } catch (IOException e) {
            // the claim is in force all the same: these files only complete it
            LOG.warn("ACLK: CLAIM: claimed, but a file in {} could not be brought up to date", directory, e);
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

    /** What stands in {@code cloud.conf} already, with the values of the claim in place of the old ones. */
    private Map<String, String> values(ClaimInputs inputs, UUID claimId, Node node) {
        NetworkOptions network = inputs.network();
        Map<String, String> values = new LinkedHashMap<>();
        readConf().forEach((key, value) -> values.put(key, value.text()));
        values.remove("cloud base url");
        values.put("url", inputs.url().toString());
        values.put("proxy", network.proxy());
        values.put("token", inputs.token());
        values.put("rooms", String.join(",", inputs.rooms()));
        values.put("insecure", network.insecure() ? "yes" : "no");
        values.put("machine_guid", node.machineGuid().toString());
        values.put("claimed_id", claimId.toString());
        values.put("hostname", node.hostname());
        if (network.pin().isEmpty()) {
            values.remove("pin");
        } else {
            values.put("pin", network.pin());
        }
        return values;
    }

    private Map<String, IniFile.Value> readConf() {
        try {
            return Files.exists(cloudConf) ? IniFile.read(cloudConf, SECTION).values() : Map.of();
        } catch (IOException e) {
            LOG.warn(
                    "ACLK: CLAIM: cannot load cloud config '{}'. Running with internal defaults. ({})",
                    cloudConf,
                    e.getMessage());
            return Map.of();
        }
    }

    private Optional<String> readClaimedId() {
        try {
            if (!Files.exists(claimedId) || Files.size(claimedId) > MAX_CLAIMED_ID) {
                return Optional.empty();
            }
            return valid(
                    Files.readString(claimedId, StandardCharsets.ISO_8859_1).strip(), claimedId);
        } catch (IOException e) {
            LOG.warn("ACLK: CLAIM: cannot read '{}': {}", claimedId, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> text(Map<String, IniFile.Value> conf, String key) {
        return Optional.ofNullable(conf.get(key)).map(IniFile.Value::text).filter(text -> !text.isEmpty());
    }

    private static Optional<String> valid(String text, Path source) {
        try {
            return Optional.of(ClaimedId.normalize(text)).filter(id -> !id.isEmpty());
        } catch (IllegalArgumentException e) {
            LOG.warn("ACLK: CLAIM: claimed_id '{}' (loaded from '{}'), is not a valid UUID.", text, source);
            return Optional.empty();
        }
    }
}
