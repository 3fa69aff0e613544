package io.aclk.claiming.internal;

import io.aclk.config.shared.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code private.pem} and {@code public.pem} of {@code cloud.d} ({@code protocol/claiming.md} section 2). The public one
 * is written last: while it is missing, there is no pair.
 */
final class KeyFiles {

    /** As much of the public key as a claim sends. */
    private static final int MAX_PUBLIC = 2047;

    private static final int MAX_PRIVATE = 64 * 1024;

    private final Path privateFile;
    private final Path publicFile;

    /** @param cloudD {@code data/cloud.d} */
    KeyFiles(Path cloudD) {
        privateFile = cloudD.resolve("private.pem");
        publicFile = cloudD.resolve("public.pem");
    }

    /**
     * A key pair as a claim needs it.
     *
     * @param key the pair
     * @param publicPem the text of {@code public.pem}
     */
    record Pair(AgentKey key, String publicPem) {}

    /** Where the private key lies. */
    Path privateFile() {
        return privateFile;
    }

    /** Where the public key lies. */
    Path publicFile() {
        return publicFile;
    }

    /** Loads the pair, or makes and writes one if there is none. */
    Pair loadOrGenerate() throws ClaimFailure {
        if (!Files.exists(publicFile)) {
            generate();
        }
        String publicPem = readPublic();
        AgentKey key;
        try {
            key = load();
        } catch (IOException e) {
            throw new ClaimFailure("cannot use private key file '" + privateFile + "': " + e.getMessage(), e);
        }
        if (!key.belongsTo(publicPem)) {
            throw new ClaimFailure(
                    "the keys in '" + privateFile + "' and '" + publicFile
                            + "' do not belong together; delete both, and claiming makes new ones",
                    null);
        }
        return new Pair(key, publicPem);
    }

    /**
     * Loads the private key.
     *
     * @throws IOException if that cannot be; the text holds nothing of the key
     */
    AgentKey load() throws IOException {
        if (!Files.exists(privateFile)) {
            throw new IOException("it is missing");
        }
        if (Files.size(privateFile) > MAX_PRIVATE) {
            throw new IOException("it is larger than " + MAX_PRIVATE + " bytes");
        }
        return AgentKey.parse(Files.readString(privateFile, StandardCharsets.ISO_8859_1));
    }

    private void generate() throws ClaimFailure {
        AgentKey key = AgentKey.generate();
        write(privateFile, "Cannot write private key file: ", key::privatePem);
        write(publicFile, "Cannot write public key file: ", key::publicPem);
    }

    private String readPublic() throws ClaimFailure {
        try {
            if (Files.size(publicFile) <= MAX_PUBLIC) {
                return Files.readString(publicFile, StandardCharsets.ISO_8859_1);
            }
            throw new IOException("larger than " + MAX_PUBLIC + " bytes");
        } catch (IOException e) {
            throw new ClaimFailure("cannot read public key file '" + publicFile + "'", e);
        }
    }

    @FunctionalInterface
    private interface Content {
        String text() throws IOException;
    }

    private static void write(Path file, String failure, Content content) throws ClaimFailure {
        try {
            PrivateFiles.createDirectory(file.getParent());
            PrivateFiles.write(file, content.text());
        } catch (IOException e) {
            throw new ClaimFailure(failure + file, e);
        }
    }
}
