package io.aclk.cloud.gateway.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.osgi.framework.BundleContext;

/**
 * What the owner set, checked.
 *
 * @param listen address to listen on
 * @param port TCP port, 0 for any free one
 * @param publicUrl how the cloud side is reached, without a trailing slash; empty = as it was addressed
 * @param certificate PEM file with the owner's certificate chain, together with {@code key}; empty = our own making
 * @param key PEM file with its key
 * @param directory the instance directory
 */
record Settings(
        String listen,
        int port,
        Optional<URI> publicUrl,
        Optional<Path> certificate,
        Optional<Path> key,
        Path directory) {

    /** The file that the messages below send people to. */
    static final String FILE = "conf/" + GatewayConfig.PID + ".cfg";

    /** @throws IllegalArgumentException with a line for the owner that names the setting and the file */
    static Settings of(GatewayConfig config, BundleContext context) {
        String dir = context.getProperty("aclk.dir");
        return of(config, Path.of(dir == null || dir.isEmpty() ? "aclk" : dir).toAbsolutePath());
    }

    static Settings of(GatewayConfig config, Path directory) {
        int port = port(config);
        if (config.certificate().isBlank() != config.key().isBlank()) {
            throw new IllegalArgumentException("certificate and key in " + FILE + " must be set together");
        }
        return new Settings(
                config.listen().trim(),
                port,
                publicUrl(config.public_url().trim()),
                path(config.certificate()),
                path(config.key()),
                directory);
    }

    private static int port(GatewayConfig config) {
        int port;
        try {
            port = config.port();
        } catch (RuntimeException e) { // what Declarative Services throws for a text that is no number
            throw new IllegalArgumentException("port in " + FILE + " must be a number from 0 to 65535", e);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port in " + FILE + " must be from 0 to 65535, not " + port);
        }
        return port;
    }

    private static Optional<URI> publicUrl(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean usable = "https".equals(lower(url.getScheme()))
                    && url.getHost() != null
                    && url.getPath().isEmpty();
            if (usable) {
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            // reported below, like a URL that is none of ours
        }
        throw new IllegalArgumentException(
                "public.url in " + FILE + " must be like https://cloud.example:8443, without a path");
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static Optional<Path> path(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text.trim()));
    }

    /** Where the key of our own making is. */
    Path tlsDirectory() {
        return directory.resolve("data").resolve("cloud").resolve("tls");
    }

    /** Tells other programs the port. */
    Path portFile() {
        return directory.resolve("run").resolve("cloud.port");
    }
}
