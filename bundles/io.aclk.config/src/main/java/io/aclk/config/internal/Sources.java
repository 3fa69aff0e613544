package io.aclk.config.internal;

import io.aclk.config.shared.WatchedFiles;
import io.aclk.host.api.InstanceDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** All that the owner can write settings to, and the files to look after. Used by one thread, but for the PID. */
final class Sources {

    private final PidDoor pid;
    private final Path pidFile;
    private final Merger merger;
    private final WatchedFiles watched;
    private final List<Path> authorities;
    private final List<Path> fixed = new ArrayList<>();

    /**
     * @param defaults folder of the shipped defaults, may be {@code null}
     * @param environment as it was when the process started
     * @param properties of the PID {@code io.aclk.link}
     */
    Sources(
            InstanceDirectory instance,
            String defaults,
            Map<String, String> environment,
            Map<String, Object> properties) {
        Path cloudConf = instance.cloudD().resolve("cloud.conf");
        Path claimedId = instance.cloudD().resolve("claimed_id");
        List<Path> netdataConf = files(instance, defaults, "netdata.conf");
        List<Path> claimConf = files(instance, defaults, "claim.conf");
        pid = new PidDoor(properties);
        pidFile = instance.conf().resolve(PidDoor.PID + ".cfg");
        Door claim = IniDoor.cloudConf(cloudConf, claimedId, instance.root());
        merger = new Merger(
                List.of(
                        new EnvironmentDoor(environment),
                        pid,
                        IniDoor.netdataConf(netdataConf, instance.root()),
                        claim,
                        IniDoor.claimConf(claimConf, instance.root())),
                claim,
                instance.root());
        authorities = List.of(
                instance.cloudD().resolve("trusted.pem"), instance.cloudD().resolve("cloud_fullchain.pem"));
        fixed.addAll(netdataConf);
        fixed.addAll(claimConf);
        // for the numbers of its lines: its values come through the PID
        fixed.addAll(List.of(pidFile, cloudConf, claimedId));
        fixed.addAll(authorities);
        watched = new WatchedFiles(this::files);
    }

    private static List<Path> files(InstanceDirectory instance, String defaults, String name) {
        List<Path> files = new ArrayList<>(List.of(instance.conf().resolve(name)));
        if (defaults != null && !defaults.isEmpty()) {
            files.add(Path.of(defaults, name));
        }
        return files;
    }

    private List<Path> files() {
        return Stream.concat(fixed.stream(), TrustedFiles.expand(merger.files()).stream())
                .toList();
    }

    /** Takes changed properties of the PID {@code io.aclk.link}. Any thread. */
    void update(Map<String, Object> properties) {
        pid.update(properties);
    }

    /** Whether File Install has a file that it did not deliver yet: its values would be in force a moment too late. */
    boolean waitsForFileInstall() {
        return !pid.present() && Files.exists(pidFile);
    }

    /** Whether a file changed. */
    boolean changed() {
        return watched.changed();
    }

    /** Reads everything; the argument as for {@link Merger#merge}. */
    Merger.Merged read(BiFunction<LinkKey, Merger.Value, Merger.Value> lastGood) {
        watched.markRead();
        return merger.merge(lastGood);
    }

    /** Files of certificates that came with the claim: these too are trusted, the first that exists. */
    List<Path> authorities() {
        return authorities;
    }

    /** The one of {@link #authorities} that is trusted now. */
    Optional<Path> authority() {
        return authorities.stream().filter(Files::exists).findFirst();
    }
}
