package io.aclk.runtime.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The signature of a file, in a text file of its own: one line {@code ed25519ph KEY-ID BASE64}.
 *
 * @param keyId id of the key, see {@link VerifyingKey}
 * @param value the signature, 64 bytes
 */
record DetachedSignature(String keyId, byte[] value) {

    /** What is added to the name of a file for that of its signature. */
    private static final String SUFFIX = ".sig";

    private static final String ALGORITHM = "ed25519ph";
    /** The last digit stands for two bits, so that each signature has one spelling. */
    private static final Pattern LINE = Pattern.compile(ALGORITHM + " ([0-9a-f]{16}) ([A-Za-z0-9+/]{85}[AQgw]==)\\s*");

    DetachedSignature {
        value = value.clone();
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    /** Where the signature of a file is. */
    static Path fileOf(Path file) {
        return file.resolveSibling(file.getFileName() + SUFFIX);
    }

    /**
     * Reads a signature.
     *
     * @throws UntrustedException if it is none
     */
    static DetachedSignature read(Path file) throws IOException, UntrustedException {
        Matcher line = LINE.matcher(SmallFile.read(file));
        if (line.matches()) {
            return new DetachedSignature(line.group(1), Base64.getDecoder().decode(line.group(2)));
        }
        throw new UntrustedException(file + " is no signature: it must be one line '" + ALGORITHM
                + " KEY-ID BASE64'; get it again, or let its author sign again");
    }

    /** The text of the file. */
    String line() {
        return ALGORITHM + " " + keyId + " " + Base64.getEncoder().encodeToString(value) + "\n";
    }
}
