package io.aclk.runtime.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the small text files of this package: keys and signatures. */
final class SmallFile {

    /** Larger than any key or signature with its comments. */
    private static final int MAX_BYTES = 16 * 1024;

    private SmallFile() {}

    /**
     * Reads a file.
     *
     * @throws UntrustedException if it is too large to be what it should be, or no file at all
     */
    static String read(Path file) throws IOException, UntrustedException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new UntrustedException(file + " is no file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new UntrustedException(file + " is larger than a key or a signature can be");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
