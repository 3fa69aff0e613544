package io.aclk.doctor.internal;

import io.aclk.host.api.InstanceDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of {@code conf/} and the variables of the environment, read for a person who helps: without the values of
 * keys that name a secret, and without comments, in which old ones linger. What was left out is known, so that it can be
 * found elsewhere.
 */
final class OwnersFiles {

    private static final long MAX_FILE = 256 * 1024;
    /** Files of the identity that anybody may see. */
    private static final Set<String> PUBLIC =
            Set.of("claimed_id", "rooms", "public.pem", "trusted.pem", "cloud_fullchain.pem");

    /** What settings are named. Of other files no part is shown: the owner may keep secrets beside them. */
    private static final Pattern SETTINGS = Pattern.compile(".+\\.(cfg|conf|config|json|properties)");

    /**
     * A setting as INI, properties and JSON write it. Of anything else no part is shown: it may be a secret, an address
     * with a password too.
     */
    private static final Pattern LINE = Pattern.compile("\\s*\"?([\\w.*/ -]+?)\"?\\s*[=:](?!//)\\s*(.*?)\\s*");

    private static final Pattern SECRET_KEY = Pattern.compile("token|password|passwd|secret|credential|_key$|\\.key$");
    private static final Pattern PROXY_KEY = Pattern.compile("proxy|url");

    private final InstanceDirectory instance;
    private final Map<String, String> environment;
    private final List<String> secrets = new ArrayList<>();

    OwnersFiles(InstanceDirectory instance, Map<String, String> environment) {
        this.instance = instance;
        this.environment = environment;
    }

    /** The values of secret keys that {@link #read}, and what it read beside, came across. */
    List<String> secrets() {
        return List.copyOf(secrets);
    }

    /** Reads all files of {@code conf/}: their names with what may be shown of them. */
    Map<String, String> read() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        if (Files.isDirectory(instance.conf())) {
            try (Stream<Path> files = Files.list(instance.conf())) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    texts.put(file.getFileName().toString(), shown(file));
                }
            }
        }
        environment.forEach((name, value) -> value(name, value));
        if (Files.isDirectory(instance.cloudD())) {
            try (Stream<Path> files = Files.list(instance.cloudD())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    identity(file);
                }
            }
        }
        return texts;
    }

    /** Names of the variables that concern the link; their values are not shown. */
    List<String> variables() {
        return environment.keySet().stream()
                .filter(name -> name.startsWith("NETDATA_")
                        || name.startsWith("ACLK_")
                        || name.startsWith("SSL_CERT_")
                        || name.toLowerCase(Locale.ROOT).endsWith("_proxy"))
                .sorted()
                .toList();
    }

    /** Of the identity nothing is shown; what is secret in it is known by now. */
    private void identity(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (PUBLIC.contains(name) || !Files.isReadable(file) || Files.size(file) > MAX_FILE) {
            return;
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (name.endsWith(".conf")) {
            text.lines().forEach(this::shown);
        } else {
            secrets.add(text);
            text.lines()
                    .map(String::strip)
                    .filter(line -> !line.startsWith("-----"))
                    .forEach(secrets::add);
            Scrubber.credentials(text).forEach(secrets::add);
        }
    }

    private String shown(Path file) {
        try {
            if (!SETTINGS.matcher(file.getFileName().toString()).matches()) {
                return "left out: it is no file of settings\n";
            }
            if (Files.size(file) > MAX_FILE) {
                return "left out: it is larger than any file of settings\n";
            }
            StringBuilder out = new StringBuilder();
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                shown(line).ifPresent(text -> out.append(text).append('\n'));
            }
            return out.toString();
        } catch (IOException e) {
            return "cannot be read: " + e + "\n";
        }
    }

    private Optional<String> shown(String line) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
            return Optional.of(matcher.group(1) + " = " + value(matcher.group(1), matcher.group(2)));
        }
        // a section, or something that is no setting and may be anything
        return line.strip().matches("\\[[A-Za-z0-9 _.-]*]") ? Optional.of(line.strip()) : Optional.empty();
    }

    /** What may be shown of a value. A file that it names may be shown: its content is never read into a report. */
    private String value(String key, String value) {
        String lower = key.toLowerCase(Locale.ROOT);
        String plain = unquoted(value);
        if (lower.endsWith("file")) {
            content(plain);
            return value;
        }
        if (SECRET_KEY.matcher(lower).find()) {
            secrets.add(plain);
            return plain.isEmpty() ? "" : Scrubber.BLANK;
        }
        if (PROXY_KEY.matcher(lower).find()) {
            Scrubber.credentials(plain).forEach(secrets::add);
            if (plain.startsWith("file:") || plain.startsWith("/")) {
                content(plain.substring(plain.startsWith("file:") ? "file:".length() : 0));
            }
        }
        return value;
    }

    private static String unquoted(String value) {
        String plain = value.replaceFirst("\\s*,$", ""); // of JSON
        return plain.length() > 1 && plain.startsWith("\"") && plain.endsWith("\"")
                ? plain.substring(1, plain.length() - 1)
                : plain;
    }

    /** Remembers the secret in a file that a setting names. */
    private void content(String name) {
        try {
            Path file = instance.root().resolve(name);
            if (Files.isRegularFile(file) && Files.isReadable(file) && Files.size(file) <= MAX_FILE) {
                String text =
                        Files.readString(file, StandardCharsets.ISO_8859_1).strip();
                secrets.add(text);
                text.lines().findFirst().map(String::strip).ifPresent(secrets::add);
                Scrubber.credentials(text).forEach(secrets::add);
            }
        } catch (IOException | InvalidPathException e) {
            // what cannot be read here was not read by the link either
        }
    }
}
