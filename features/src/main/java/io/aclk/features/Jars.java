package io.aclk.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The jars that Maven resolved.
 *
 * @param folder where they lie side by side
 */
record Jars(Path folder) {

    /**
     * The jar of a bundle.
     *
     * @throws IOException if Maven resolved none of this version
     */
    Path get(Coordinates coordinates) throws IOException {
        Path jar = folder.resolve(coordinates.file());
        if (!Files.isRegularFile(jar)) {
            throw new IOException(coordinates + " is named by a feature, but Maven resolved no " + coordinates.file()
                    + ": correct the version, or add the dependency to features/pom.xml");
        }
        return jar;
    }

    /** SHA-256 of a file, in hexadecimal digits. */
    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
