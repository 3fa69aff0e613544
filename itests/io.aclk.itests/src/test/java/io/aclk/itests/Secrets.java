package io.aclk.itests;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Planted secrets, each with the files that may hold it, and the search for them. */
final class Secrets {

    private final Map<String, byte[]> needles = new LinkedHashMap<>();
    private final Map<String, Set<Path>> homes = new HashMap<>();

    /**
     * Remembers a secret.
     *
     * @param name what it is, for people
     * @param homes files that the owner wrote it into
     */
    void plant(String name, String secret, Path... homes) {
        needles.put(name, secret.getBytes(StandardCharsets.UTF_8));
        needles.put(name + " in Base64", Base64.getEncoder().encode(secret.getBytes(StandardCharsets.UTF_8)));
        this.homes.put(name, Set.of(homes));
        this.homes.put(name + " in Base64", Set.of(homes));
    }

    /** Remembers a user and a password of a proxy: each alone, and together as a proxy gets them. */
    void plantCredentials(String name, String userAndPassword, Path... homes) {
        String[] parts = userAndPassword.split(":", 2);
        plant("user of " + name, parts[0], homes);
        plant("password of " + name, parts[1], homes);
        plant("credentials of " + name, userAndPassword, homes);
    }

    /** Remembers the lines of a PEM file. */
    void plantKey(String name, Path pem) throws IOException {
        for (String line : Files.readAllLines(pem)) {
            // the last one may be short enough to be anything
            if (!line.startsWith("-----") && line.length() > 40) {
                plant(name + " line " + needles.size(), line, pem);
            }
        }
    }

    /** The secrets in a text that shall hold none. */
    List<String> in(String where, String text) {
        return in(where, null, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The secrets in the files below a directory, archives included, besides their homes.
     *
     * @param home folder that may hold all of them
     */
    List<String> below(Path directory, Path home) throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && !path.startsWith(home)) {
                    try {
                        byte[] content = Files.readAllBytes(path);
                        found.addAll(in(path.toString(), path, content));
                        found.addAll(inEntries(path, content));
                    } catch (NoSuchFileException e) {
                        return visitFileFailed(path, e);
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // who runs there replaces its files
                }
                throw e;
            }
        });
        return found;
    }

    private List<String> inEntries(Path path, byte[] content) throws IOException {
        List<String> found = new ArrayList<>();
        if (path.toString().endsWith(".zip")) {
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    found.addAll(in(path + "!" + entry.getName(), path, zip.readAllBytes()));
                }
            }
        }
        return found;
    }

    /** The secrets in a content; {@code file} is {@code null} for what is no file. */
    private List<String> in(String where, Path file, byte[] content) {
        List<String> found = new ArrayList<>();
        needles.forEach((name, needle) -> {
            if (contains(content, needle) && (file == null || !homes.get(name).contains(file))) {
                found.add(name + " in " + where);
            }
        });
        return found;
    }

    private static boolean contains(byte[] content, byte[] needle) {
        // Latin-1 keeps bytes as they are
        return new String(content, StandardCharsets.ISO_8859_1)
                .contains(new String(needle, StandardCharsets.ISO_8859_1));
    }
}
