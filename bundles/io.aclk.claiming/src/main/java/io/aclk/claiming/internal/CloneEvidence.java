package io.aclk.claiming.internal;

import io.aclk.config.shared.IniFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machine that an identity belongs to, as {@code cloud.d/machine} keeps it: an INI file, section {@code [machine]}.
 * Ids of hardware and operating system, and MAC addresses, are kept as digests, since they are nobody's business.
 *
 * @param claimId whose evidence this is; that of another claim is worth nothing
 * @param machineGuid permanent identity of the host
 * @param traits what else is known, ids as digests
 * @param takenOver when another connection took the place of ours, within {@link #QUIET} of each other, oldest first
 */
record CloneEvidence(String claimId, String machineGuid, MachineProbe.Traits traits, List<Instant> takenOver) {

    /** After this time without a takeover the earlier ones are forgotten. */
    static final Duration QUIET = Duration.ofDays(1);

    private static final int ENOUGH = 2;
    private static final int DIGEST_BYTES = 16;
    private static final String SECTION = "machine";
    private static final String NONE = "unknown";

    /** What is seen now. */
    static CloneEvidence of(String claimId, String machineGuid, MachineProbe.Traits seen) {
        return new CloneEvidence(
                claimId,
                machineGuid,
                new MachineProbe.Traits(
                        seen.hardware().map(CloneEvidence::digest),
                        seen.machineId().map(CloneEvidence::digest),
                        seen.addresses().stream()
                                .map(CloneEvidence::digest)
                                .collect(Collectors.toCollection(TreeSet::new)),
                        seen.directory()),
                List.of());
    }

    /** With one takeover more, without those that are forgotten. A clock that was wrong makes none count for ever. */
    CloneEvidence takenOver(Instant now) {
        if (contested()) {
            return this;
        }
        List<Instant> all = Stream.concat(
                        takenOver.stream()
                                .filter(time ->
                                        Duration.between(time, now).abs().compareTo(QUIET) < 0),
                        Stream.of(now))
                .toList();
        return new CloneEvidence(claimId, machineGuid, traits, all);
    }

    /** Whether it was taken over so often that a change of the machine is no accident. That is never forgotten. */
    boolean contested() {
        return takenOver.size() >= ENOUGH;
    }

    /** The text of the file. */
    String format() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("claimed_id", claimId);
        values.put("machine_guid", machineGuid);
        values.put("hardware", traits.hardware().orElse(NONE));
        values.put("machine_id", traits.machineId().orElse(NONE));
        values.put("addresses", traits.addresses().isEmpty() ? NONE : String.join(" ", traits.addresses()));
        values.put("directory", traits.directory().map(CloneEvidence::uri).orElse(NONE));
        values.put("device", traits.directory().map(MachineProbe.Place::device).orElse(NONE));
        values.put("inode", traits.directory().map(MachineProbe.Place::inode).orElse(NONE));
        values.put(
                "taken_over",
                takenOver.isEmpty()
                        ? NONE
                        : takenOver.stream()
                                .map(time -> Long.toString(time.getEpochSecond()))
                                .collect(Collectors.joining(" ")));
        return IniFile.format(SECTION, values);
    }

    /**
     * Reads the file.
     *
     * @throws IOException if it cannot be used
     */
    static CloneEvidence read(Path file) throws IOException {
        IniFile ini = IniFile.read(file, SECTION);
        Optional<String> directory = known(ini, "directory");
        Optional<String> device = known(ini, "device");
        Optional<String> inode = known(ini, "inode");
        Set<String> addresses = new TreeSet<>(words(ini, "addresses"));
        try {
            return new CloneEvidence(
                    known(ini, "claimed_id").orElse(""),
                    known(ini, "machine_guid").orElse(""),
                    new MachineProbe.Traits(
                            known(ini, "hardware"),
                            known(ini, "machine_id"),
                            addresses,
                            directory.isPresent() && device.isPresent() && inode.isPresent()
                                    ? Optional.of(new MachineProbe.Place(
                                            Path.of(URI.create(directory.get())).toString(), device.get(), inode.get()))
                                    : Optional.empty()),
                    words(ini, "taken_over").stream()
                            .map(word -> Instant.ofEpochSecond(Long.parseLong(word)))
                            .toList());
        } catch (RuntimeException e) {
            throw new IOException("not written by this agent", e);
        }
    }

    /** A URI, since not every path can stand in an INI file. */
    private static String uri(MachineProbe.Place place) {
        return Path.of(place.path()).toUri().toString();
    }

    private static Optional<String> known(IniFile ini, String key) {
        return Optional.of(ini.text(key, NONE)).filter(text -> !text.equals(NONE));
    }

    private static List<String> words(IniFile ini, String key) {
        return known(ini, key).map(text -> Arrays.asList(text.split(" "))).orElse(List.of());
    }

    private static String digest(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("io.aclk.claiming machine " + id).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
