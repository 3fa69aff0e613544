package io.aclk.runtime.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.util.Set;

/** A private key, with its public one, which signs features. */
public final class SigningKey {

    private static final String PRIVATE = "rw-------";
    /** What is public can be read by an agent of another user, whatever the umask. */
    private static final String PUBLIC = "rw-r--r--";

    private final PrivateKey key;
    private final VerifyingKey verifying;

    private SigningKey(PrivateKey key, VerifyingKey verifying) {
        this.key = key;
        this.verifying = verifying;
    }

    /**
     * Makes a key: a PEM file of both halves that only its owner can read, and beside it one with the ending {@link
     * VerifyingKey#SUFFIX} of the public half.
     *
     * @return the public half
     * @throws FileAlreadyExistsException if one of the files is there; nothing is overwritten
     */
    public static VerifyingKey generate(Path file) throws IOException {
        KeyPair pair = Ed25519.generate();
        Path publicFile = file.resolveSibling(file.getFileName() + VerifyingKey.SUFFIX);
        if (Files.exists(publicFile)) {
            throw new FileAlreadyExistsException(publicFile.toString());
        }
        VerifyingKey verifying = VerifyingKey.of(pair.getPublic(), publicFile);
        create(file, PRIVATE, Pem.encode(Pem.PRIVATE_KEY, pair.getPrivate().getEncoded()) + verifying.pem());
        create(publicFile, PUBLIC, verifying.pem());
        return verifying;
    }

    /**
     * Reads a key that {@link #generate} made.
     *
     * @throws UntrustedException if it is no Ed25519 key, or one half is missing
     */
    public static SigningKey read(Path file) throws IOException, UntrustedException {
        String text = SmallFile.read(file);
        byte[] der = Pem.decode(Pem.PRIVATE_KEY, text)
                .orElseThrow(() -> new UntrustedException(
                        file + " holds no private key in PEM form; 'bin/aclk feature keygen' makes one"));
        try {
            return new SigningKey(Ed25519.privateKey(der), VerifyingKey.parse(file, text));
        } catch (InvalidKeySpecException e) {
            throw new UntrustedException("the private key of " + file + " is damaged, or no Ed25519 key");
        }
    }

    /** Id of the key. */
    public String id() {
        return verifying.id();
    }

    /**
     * Signs a file: writes the signature beside it, in place of one that is there.
     *
     * @return the file of the signature
     * @throws UntrustedException if the halves of the key do not belong together
     */
    public Path sign(Path file) throws IOException, UntrustedException {
        byte[] value;
        try (InputStream content = Files.newInputStream(file)) {
            value = Ed25519.sign(key, content);
        }
        try (InputStream content = Files.newInputStream(file)) {
            if (!Ed25519.verify(verifying.key(), content, value)) {
                throw new UntrustedException(
                        "nothing was signed: " + file + " changed meanwhile, or the private and the" + " public key of "
                                + verifying.file() + " do not belong together");
            }
        }
        Path target = DetachedSignature.fileOf(file);
        Files.deleteIfExists(target);
        create(target, PUBLIC, new DetachedSignature(id(), value).line());
        return target;
    }

    private static void create(Path file, String mode, String text) throws IOException {
        FileAttribute<?> permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        try (SeekableByteChannel channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        // the umask took from the mode what it says
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /** The id only. */
    @Override
    public String toString() {
        return id();
    }
}
