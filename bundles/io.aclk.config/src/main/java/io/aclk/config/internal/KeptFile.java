package io.aclk.config.internal;

import io.aclk.config.files.PrivateFiles;
import io.aclk.config.shared.ProxyValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link KeptRoute} over a restart. The values that the doors say are kept as a digest only; those to go back to
 * in clear, but for the credentials of a proxy, which are in a file of {@link ProxySecret}. Used by one thread.
 */
final class KeptFile {

    private static final Logger LOG = LoggerFactory.getLogger(KeptFile.class);

    private static final String WANTED = "wanted.digest";
    private static final String SALT = "wanted.salt";
    private static final String REFUSED = "refused";
    private static final String PROXY_FILE = "proxy.file";
    private static final String SOURCE = ".source";
    private static final int MAX_BYTES = 64 * 1024;

    private final Path file;
    private final ProxySecret proxySecret;
    private final boolean readOnly;
    private String written = "";

    /**
     * @param file need not exist
     * @param readOnly never write it
     */
    KeptFile(Path file, ProxySecret proxySecret, boolean readOnly) {
        this.file = file;
        this.proxySecret = proxySecret;
        this.readOnly = readOnly;
    }

    /** What is kept about a wish of the doors; empty if there is nothing or it is about another one. */
    Optional<KeptRoute> load(Route wanted) {
        try {
            if (!Files.exists(file) || Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            Properties kept = new Properties();
            kept.load(new StringReader(Files.readString(file)));
            if (!wanted.digest(kept.getProperty(SALT, "")).equals(kept.getProperty(WANTED))) {
                return Optional.empty();
            }
            return Optional.of(new KeptRoute(route(kept), Optional.ofNullable(kept.getProperty(REFUSED))));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("ACLK: {} cannot be used, the settings are in force as they are written: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private static Route route(Properties kept) throws IOException {
        Map<LinkKey, Merger.Value> values = new EnumMap<>(LinkKey.class);
        for (LinkKey key : Route.ALL) {
            String text = kept.getProperty(key.key());
            if (text == null) {
                throw new IOException("the key " + key.key() + " is missing");
            }
            values.put(key, new Merger.Value(text, kept.getProperty(key.key() + SOURCE, "before")));
        }
        String secret = kept.getProperty(PROXY_FILE);
        if (secret != null) {
            Merger.Value proxy = values.get(LinkKey.PROXY);
            values.put(
                    LinkKey.PROXY,
                    new Merger.Value(
                            ProxyValue.normalize(
                                    Files.readString(Path.of(secret)).strip()),
                            proxy.source()));
        }
        return new Route(values);
    }

    /**
     * Keeps something, durably.
     *
     * @param wanted what the doors say
     */
    void keep(Route wanted, KeptRoute kept) throws IOException {
        String proxy = kept.route().text(LinkKey.PROXY);
        // asked for each time, so that the file stays
        Optional<Path> secret =
                ProxyValue.hasCredentials(proxy) ? Optional.of(proxySecret.keep(proxy)) : Optional.empty();
        String state = wanted.digest("") + kept.route().digest("") + kept.refused();
        if (readOnly || state.equals(written)) {
            return;
        }
        Properties properties = new Properties();
        for (LinkKey key : Route.ALL) {
            properties.setProperty(key.key(), kept.route().text(key));
            properties.setProperty(key.key() + SOURCE, kept.route().source(key));
        }
        if (secret.isPresent()) {
            properties.setProperty(LinkKey.PROXY.key(), ProxyValue.withoutCredentials(proxy));
            properties.setProperty(PROXY_FILE, secret.get().toString());
        }
        kept.refused().ifPresent(why -> properties.setProperty(REFUSED, why));
        String salt = UUID.randomUUID().toString();
        properties.setProperty(SALT, salt);
        properties.setProperty(WANTED, wanted.digest(salt));
        StringWriter text = new StringWriter();
        properties.store(text, "Written by io.aclk.config: what the link goes back to. Delete it to forget that.");
        Files.createDirectories(file.getParent());
        PrivateFiles.write(file, text.toString());
        written = state;
    }

    /** Keeps nothing. */
    void forget() throws IOException {
        written = "";
        if (!readOnly) {
            PrivateFiles.delete(file);
        }
    }
}
