package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.network.NetworkOptions;
import io.aclk.config.shared.ClaimedId;
import io.aclk.config.shared.CloudUrl;
import io.aclk.config.shared.IniFile;
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

/** What {@code cloud.conf} and {@code claimed_id} say ({@code protocol/claiming.md} section 4). */
final class ClaimFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimFiles.class);
    private static final String SECTION = "global";
    private static final int MAX_CLAIMED_ID = 4096;

    private final CloudDirectory directory;

    /** @param directory {@code data/cloud.d}, or that of another agent, which is then only read */
    ClaimFiles(CloudDirectory directory) {
        this.directory = directory;
    }

    /**
     * What is stored.
     *
     * @param claimId lower case with hyphens
     * @param url where it was claimed to, if that is known
     * @param machineGuid machine GUID that it was claimed with, if that is known
     */
    record Stored(String claimId, Optional<URI> url, Optional<UUID> machineGuid) {}

    /**
     * How the cloud of {@code cloud.conf} is recognised, as it was given at the claim.
     *
     * @param url which cloud, if that is known
     * @param pin empty if none was given
     * @param insecure whether nobody vouches for it
     */
    record Trust(Optional<URI> url, String pin, boolean insecure) {}

    /** How the cloud is recognised that {@code cloud.conf} names. */
    Trust trust() {
        Map<String, String> conf = values();
        return new Trust(
                text(conf, "url").flatMap(ClaimFiles::uri),
                conf.getOrDefault("pin", ""),
                text(conf, "insecure").map(ClaimFiles::flag).orElse(false));
    }

    /** The files whose change may mean another identity. */
    List<Path> identityFiles() {
        return List.of(
                directory.file(CloudDirectory.CLOUD_CONF),
                directory.file(CloudDirectory.CLAIMED_ID),
                directory.file(CloudDirectory.PRIVATE_KEY));
    }

    /** Loads the claim, empty if there is none. */
    Optional<Stored> load() {
        Map<String, String> conf = values();
        Optional<String> id =
                text(conf, "claimed_id").flatMap(text -> valid(text, conf())).or(this::readClaimedId);
        Optional<UUID> guid = text(conf, "machine_guid").flatMap(ClaimFiles::guid);
        return id.map(text -> new Stored(text, text(conf, "url").flatMap(ClaimFiles::uri), guid));
    }

    /**
     * What the claim in force was made with, so that it can be made again; empty if no token is stored. Address, proxy
     * and trust are left to the settings in force, which hold what {@code cloud.conf} says of them unless the owner set
     * something else since.
     */
    Optional<ClaimRequest> request() {
        Map<String, String> conf = values();
        return text(conf, "token")
                .map(token -> new ClaimRequest(
                        token,
                        List.of(conf.getOrDefault("rooms", "").split(",")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    /**
     * The text of {@code cloud.conf} for a claim: what stands there already, with the values of the claim in place of the
     * old ones.
     *
     * @throws IOException if an input cannot be kept there
     */
    String conf(ClaimInputs inputs, UUID claimId, Node node) throws IOException {
        NetworkOptions network = inputs.network();
        Map<String, String> values = values();
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
        return IniFile.format(SECTION, values);
    }

    /**
     * The text of {@code cloud.conf} as it is, for one claim and one machine.
     *
     * @throws IOException if a value cannot be kept
     */
    String conf(String claimId, UUID machineGuid) throws IOException {
        Map<String, String> values = values();
        values.put("claimed_id", claimId);
        values.put("machine_guid", machineGuid.toString());
        return IniFile.format(SECTION, values);
    }

    /** The values of {@code cloud.conf}; a file that cannot be read counts as empty. The old name of the url is gone. */
    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            if (Files.exists(conf())) {
                IniFile.read(conf(), SECTION).values().forEach((key, value) -> values.put(key, value.text()));
            }
        } catch (IOException e) {
            LOG.warn(
                    "ACLK: CLAIM: cannot load cloud config '{}'. Running with internal defaults. ({})",
                    conf(),
                    e.getMessage());
        }
        String old = values.remove("cloud base url");
        if (old != null && text(values, "url").isEmpty()) {
            values.put("url", old);
        }
        return values;
    }

    private Path conf() {
        return directory.file(CloudDirectory.CLOUD_CONF);
    }

    private Optional<String> readClaimedId() {
        Path file = directory.file(CloudDirectory.CLAIMED_ID);
        try {
            if (!Files.exists(file) || Files.size(file) > MAX_CLAIMED_ID) {
                return Optional.empty();
            }
            return valid(Files.readString(file, StandardCharsets.ISO_8859_1).strip(), file);
        } catch (IOException e) {
            LOG.warn("ACLK: CLAIM: cannot read '{}': {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> text(Map<String, String> conf, String key) {
        return Optional.ofNullable(conf.get(key)).filter(text -> !text.isEmpty());
    }

    /** What the owner wrote there is not trusted to be a URL. */
    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(URI.create(CloudUrl.normalize(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A mistake of the owner is told by the bundle that reads the settings. */
    private static boolean flag(String text) {
        try {
            return IniFile.flag(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
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

    private static Optional<String> valid(String text, Path source) {
        try {
            return Optional.of(ClaimedId.normalize(text)).filter(id -> !id.isEmpty());
        } catch (IllegalArgumentException e) {
            LOG.warn("ACLK: CLAIM: claimed_id '{}' (loaded from '{}'), is not a valid UUID.", text, source);
            return Optional.empty();
        }
    }
}
