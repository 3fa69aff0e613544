package io.aclk.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** The feature {@code aclk} of the distribution with one bundle in a higher version, otherwise the same. */
final class UpgradedFeature {

    private static final ObjectMapper JSON = new ObjectMapper();

    private UpgradedFeature() {}

    /** Writes it as a feature directory. */
    static Path write(Path folder, String artifact, String version) throws Exception {
        Path bundles = Files.createDirectories(folder.resolve("bundles"));
        ObjectNode feature = (ObjectNode)
                JSON.readTree(Instance.HOME.resolve("features/aclk.json").toFile());
        for (JsonNode bundle : feature.get("bundles")) {
            Path jar = Instance.HOME.resolve("bundles").resolve(file(bundle));
            String[] id = bundle.get("id").asText().split(":");
            if (id[1].equals(artifact)) {
                ((ObjectNode) bundle).put("id", id[0] + ":" + id[1] + ":" + version);
                Path upgraded = bundles.resolve(file(bundle));
                upgrade(jar, upgraded, version);
                ((ObjectNode) bundle).put("sha256", sha256(upgraded));
            } else {
                Files.copy(jar, bundles.resolve(jar.getFileName()));
            }
        }
        JSON.writeValue(folder.resolve("aclk.json").toFile(), feature);
        return folder;
    }

    private static void upgrade(Path jar, Path upgraded, String version) throws IOException {
        try (JarFile from = new JarFile(jar.toFile());
                OutputStream file = Files.newOutputStream(upgraded)) {
            Manifest manifest = from.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(file, manifest)) {
                for (var entry : from.stream()
                        .filter(each -> !each.isDirectory() && !each.getName().equals(JarFile.MANIFEST_NAME))
                        .toList()) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    try (InputStream in = from.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                }
            }
        }
    }

    private static String file(JsonNode bundle) {
        String[] id = bundle.get("id").asText().split(":");
        return id[1] + "-" + id[2] + ".jar";
    }

    private static String sha256(Path file) throws IOException, GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
