package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.config.shared.IniFile;
import io.aclk.config.shared.Suggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file {@code claim.conf} ({@code protocol/claiming.md} section 1.1): the first of several places counts. */
final class ClaimConf implements ClaimSource {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimConf.class);
    private static final String SECTION = "global";
    private static final List<String> KEYS = List.of("insecure", "proxy", "rooms", "token", "url");

    private final List<Path> places;
    private List<String> told = List.of();

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
        tell(mistakes(file, ini));
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

    private static List<String> mistakes(Path file, IniFile ini) {
        return ini.values().entrySet().stream()
                .filter(entry -> !KEYS.contains(entry.getKey()))
                .map(entry -> {
                    int line = entry.getValue().line();
                    return Suggestions.unknown(file + (line == 0 ? "" : " line " + line), entry.getKey(), KEYS);
                })
                .toList();
    }

    private void tell(List<String> mistakes) {
        mistakes.stream()
                .filter(mistake -> !told.contains(mistake))
                .forEach(mistake -> LOG.warn("ACLK: CLAIM: {}", mistake));
        told = mistakes;
    }
}
