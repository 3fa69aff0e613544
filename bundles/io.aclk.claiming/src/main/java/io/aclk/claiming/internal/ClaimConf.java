package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.config.shared.IniFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code claim.conf} ({@code protocol/claiming.md} section 1.1): the first of several places counts. Unknown keys
 * are named by the bundle that reads the settings.
 */
final class ClaimConf implements ClaimSource {

    private static final String SECTION = "global";

    private final List<Path> places;

    ClaimConf(List<Path> places) {
        this.places = List.copyOf(places);
    }

    @Override
    public String name() {
        return "claim.conf";
    }

    @Override
    public List<Path> files() {
        return places;
    }

    @Override
    public Optional<ClaimRequest> read() throws IOException {
        for (Path file : places) {
            if (Files.exists(file)) {
                return read(file);
            }
        }
        return Optional.empty();
    }

    private Optional<ClaimRequest> read(Path file) throws IOException {
        IniFile ini;
        try {
            ini = IniFile.read(file, SECTION);
        } catch (IOException e) {
            throw new IOException(file + " cannot be used: " + e.getMessage(), e);
        }
        if (ini.text("token", "").isEmpty() && !ini.values().isEmpty()) {
            throw new IOException(file + " has no token in its section [" + SECTION + "]");
        }
        Optional<Boolean> insecure = Optional.empty();
        String flag = ini.text("insecure", "");
        try {
            if (!flag.isEmpty()) {
                insecure = Optional.of(IniFile.flag(flag));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": the value of 'insecure' " + e.getMessage(), e);
        }
        return ClaimSources.request(
                file.toString(),
                ini.text("token", ""),
                ini.text("rooms", ""),
                ini.text("url", ""),
                ini.text("proxy", ""),
                insecure);
    }
}
