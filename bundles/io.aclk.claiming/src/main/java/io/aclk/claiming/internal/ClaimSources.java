package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.config.shared.CloudUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The sources of automatic claims beside {@link ClaimConf}. What a source leaves open comes from the settings in force. */
final class ClaimSources {

    private static final int MAX_FILE = 64 * 1024;

    private ClaimSources() {}

    /** {@code NETDATA_CLAIM_*}, as they were when the process started. */
    static ClaimSource environment(Map<String, String> environment) {
        return new Source("environment", List.of(), () -> {
            String insecure = environment.getOrDefault("NETDATA_EXTRA_CLAIM_OPTS", "");
            return request(
                    "NETDATA_CLAIM_URL",
                    environment.getOrDefault("NETDATA_CLAIM_TOKEN", ""),
                    environment.getOrDefault("NETDATA_CLAIM_ROOMS", ""),
                    environment.getOrDefault("NETDATA_CLAIM_URL", ""),
                    environment.getOrDefault("NETDATA_CLAIM_PROXY", ""),
                    Arrays.asList(insecure.strip().split("\\s+")).contains("-insecure")
                            ? Optional.of(true)
                            : Optional.empty());
        });
    }

    /** The files {@code cloud.d/token} and {@code cloud.d/rooms}. */
    static ClaimSource tokenFiles(Path token, Path rooms) {
        return new Source(
                "token file", List.of(token, rooms), () -> request(token.toString(), text(token), text(rooms)));
    }

    /** A token file and rooms named by the PID {@code io.aclk.claiming}. */
    static ClaimSource pid(Supplier<ClaimingPid> pid, Path root) {
        return new ClaimSource() {
            @Override
            public String name() {
                return "PID " + ClaimingPid.PID;
            }

            @Override
            public List<Path> files() {
                ClaimingPid now = pid.get();
                return now == null || now.tokenFile().isEmpty() ? List.of() : List.of(root.resolve(now.tokenFile()));
            }

            @Override
            public Optional<ClaimRequest> read() throws IOException {
                ClaimingPid now = pid.get();
                if (now == null || now.tokenFile().isEmpty()) {
                    return Optional.empty();
                }
                Path file = root.resolve(now.tokenFile());
                return request(file.toString(), text(file), String.join(",", now.rooms()));
            }
        };
    }

    /**
     * What the claim in use was made with, where this agent shall claim itself anew.
     *
     * @param wanted whether it shall
     */
    static ClaimSource claimInUse(ClaimFiles files, BooleanSupplier wanted) {
        return new Source("cloud.conf", List.of(), () -> wanted.getAsBoolean() ? files.request() : Optional.empty());
    }

    @FunctionalInterface
    private interface Reader {
        Optional<ClaimRequest> read() throws IOException;
    }

    private record Source(String name, List<Path> files, Reader reader) implements ClaimSource {
        @Override
        public Optional<ClaimRequest> read() throws IOException {
            return reader.read();
        }
    }

    private static Optional<ClaimRequest> request(String source, String token, String rooms) throws IOException {
        return request(source, token, rooms, "", "", Optional.empty());
    }

    /**
     * What a source says.
     *
     * @param source named where the url cannot be used
     * @return empty without a token
     */
    static Optional<ClaimRequest> request(
            String source, String token, String rooms, String url, String proxy, Optional<Boolean> insecure)
            throws IOException {
        if (token.isBlank()) {
            return Optional.empty();
        }
        Optional<URI> base = Optional.empty();
        try {
            if (!url.isBlank()) {
                base = Optional.of(URI.create(CloudUrl.normalize(url.strip())));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(source + ": the value of 'url' " + e.getMessage(), e);
        }
        return Optional.of(new ClaimRequest(
                token.strip(),
                List.of(rooms.split(",")),
                base,
                Optional.of(proxy.strip()).filter(text -> !text.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                insecure));
    }

    private static String text(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        if (Files.size(file) > MAX_FILE) {
            throw new IOException(file + " cannot be used: it is larger than " + MAX_FILE + " bytes");
        }
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
