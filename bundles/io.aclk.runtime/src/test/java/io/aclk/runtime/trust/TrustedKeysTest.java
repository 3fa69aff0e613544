package io.aclk.runtime.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedKeysTest {

    @TempDir
    Path dir;

    private Path conf;
    private Path shipped;
    private Path file;
    private Path signature;

    @BeforeEach
    void aFile() throws Exception {
        conf = dir.resolve("conf");
        shipped = dir.resolve("shipped");
        Files.createDirectories(conf.resolve("trusted-keys"));
        Files.createDirectories(shipped.resolve("trusted-keys"));
        file = Files.writeString(dir.resolve("f.zip"), "the content");
        signature = dir.resolve("f.zip.sig");
    }

    @Test
    void aFileSignedWithATrustedKeyPasses() throws Exception {
        VerifyingKey key = generate("a");
        assertEquals(signature, sign("a"));
        trust("a", conf);

        assertEquals(key.id(), check().id());
        assertEquals("ed25519ph " + key.id(), Files.readString(signature).substring(0, 26));
    }

    @Test
    void anyOfSeveralKeysPassesThoseOfTheDistributionToo() throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            generate(name);
        }
        trust("a", conf);
        trust("b", conf);
        trust("c", shipped);

        for (String name : new String[] {"a", "b", "c"}) {
            sign(name);
            assertEquals(name + ".pub", check().file().getFileName().toString());
        }
    }

    @Test
    void anUnsignedFileIsRefused() {
        assertRefused(
                file + " is not signed: there is no " + signature
                        + ". Get that file too, or sign it yourself with 'bin/aclk feature sign'",
                true);
    }

    @Test
    void aKeyThatNobodyTrustsIsRefused() throws Exception {
        VerifyingKey key = generate("a");
        generate("b");
        trust("b", conf);
        sign("a");

        assertRefused(
                file + " is signed with the key " + key.id()
                        + ", which is not trusted here. If you trust its owner, put its"
                        + " .pub file into " + conf.resolve("trusted-keys"),
                true);
    }

    @Test
    void anAlteredByteIsRefused() throws Exception {
        VerifyingKey key = generate("a");
        trust("a", conf);
        sign("a");
        Files.writeString(file, "The content");

        assertRefused(
                file + " is not what was signed with the key " + key.id() + " ("
                        + conf.resolve("trusted-keys/a.pub") + "): it or " + signature
                        + " was altered or belongs to another file; get both again",
                false);
    }

    @Test
    void theSignatureOfAnotherFileIsRefused() throws Exception {
        generate("a");
        trust("a", conf);
        Path other = Files.writeString(dir.resolve("other"), "another content");
        Files.copy(SigningKey.read(dir.resolve("a")).sign(other), signature);

        assertTrue(refusal().contains("is not what was signed"));
    }

    @Test
    void everyAlteredCharacterOfASignatureIsNoticed() throws Exception {
        generate("a");
        trust("a", conf);
        sign("a");
        String line = Files.readString(signature);

        for (int i = 0; i < line.length() - 1; i++) {
            char altered = line.charAt(i) == 'A' ? 'B' : 'A';
            Files.writeString(signature, line.substring(0, i) + altered + line.substring(i + 1));
            assertThrows(UntrustedException.class, this::check, "character " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ed25519ph",
                "ed25519 0123456789abcdef AAAA",
                "ed25519ph 0123456789abcdef not base64",
                "ed25519ph 0123456789abcdef AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB==",
                "-----BEGIN PGP SIGNATURE-----"
            })
    void whatIsNoSignatureIsRefused(String text) throws Exception {
        Files.writeString(signature, text);

        assertTrue(refusal().startsWith(signature + " is no signature"), refusal());
    }

    @Test
    void aHugeFileIsNoSignature() throws Exception {
        Files.write(signature, new byte[1 << 20]);

        assertEquals(signature + " is larger than a key or a signature can be", refusal());
    }

    @Test
    void brokenKeysAreNamedAndKeepNoOtherFromBeingUsed() throws Exception {
        VerifyingKey key = generate("a");
        sign("a");
        Path folder = conf.resolve("trusted-keys");
        Files.writeString(folder.resolve("1-empty.pub"), "");
        Files.writeString(
                folder.resolve("2-cut.pub"), Files.readString(key.file()).substring(0, 60));
        Files.writeString(
                folder.resolve("3-base64.pub"), "-----BEGIN PUBLIC KEY-----\n====\n-----END PUBLIC KEY-----\n");
        Files.writeString(folder.resolve("4-der.pub"), Pem.encode(Pem.PUBLIC_KEY, new byte[44]));
        Files.writeString(
                folder.resolve("5-rsa.pub"),
                Pem.encode(
                        Pem.PUBLIC_KEY,
                        KeyPairGenerator.getInstance("RSA")
                                .generateKeyPair()
                                .getPublic()
                                .getEncoded()));
        Files.createDirectory(folder.resolve("6-folder.pub"));

        String refusal = refusal();
        for (String name : new String[] {"1-empty", "2-cut", "3-base64"}) {
            assertTrue(refusal.contains(folder.resolve(name + ".pub") + " holds no public key in PEM form"), refusal);
        }
        for (String name : new String[] {"4-der", "5-rsa"}) {
            assertTrue(
                    refusal.contains(
                            "the public key of " + folder.resolve(name + ".pub") + " is damaged, or no Ed25519 key"),
                    refusal);
        }
        assertTrue(refusal.contains(folder.resolve("6-folder.pub") + " is no file"), refusal);

        trust("a", conf);
        assertEquals(key.id(), check().id());
    }

    @Test
    void aKeyIsPrivateItsOtherHalfIsNotAndNothingIsOverwritten() throws Exception {
        generate("a");

        assertEquals("rw-------", permissions(dir.resolve("a")));
        assertEquals("rw-r--r--", permissions(dir.resolve("a.pub")));
        String before = Files.readString(dir.resolve("a"));
        assertThrows(FileAlreadyExistsException.class, () -> generate("a"));
        Files.delete(dir.resolve("a"));
        assertThrows(FileAlreadyExistsException.class, () -> generate("a"));
        assertFalse(Files.exists(dir.resolve("a")));
        Files.writeString(dir.resolve("a"), before);
        Files.delete(dir.resolve("a.pub"));
        assertThrows(FileAlreadyExistsException.class, () -> generate("a"));
        assertEquals(before, Files.readString(dir.resolve("a")));
        assertEquals("rw-r--r--", permissions(sign("a")));
    }

    @Test
    void whatIsNoPrivateKeySignsNothing() throws Exception {
        VerifyingKey key = generate("a");
        generate("b");
        String mixed = Files.readString(dir.resolve("a")).replace(Files.readString(key.file()), "")
                + Files.readString(dir.resolve("b.pub"));
        Files.writeString(dir.resolve("mixed"), mixed);

        UntrustedException publicHalf = assertThrows(UntrustedException.class, () -> sign("a.pub"));
        assertTrue(publicHalf.getMessage().contains("holds no private key"), publicHalf.getMessage());
        UntrustedException halves = assertThrows(UntrustedException.class, () -> sign("mixed"));
        assertTrue(halves.getMessage().contains("do not belong together"), halves.getMessage());
        assertFalse(Files.exists(signature));
    }

    @Test
    void noTextShowsAKey() throws Exception {
        generate("a");
        SigningKey key = SigningKey.read(dir.resolve("a"));

        assertEquals(key.id(), key.toString());
        assertTrue(key.id().matches("[0-9a-f]{16}"));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private VerifyingKey generate(String name) throws IOException {
        return SigningKey.generate(dir.resolve(name));
    }

    private Path sign(String name) throws Exception {
        return SigningKey.read(dir.resolve(name)).sign(file);
    }

    private void trust(String name, Path place) throws IOException {
        Files.copy(dir.resolve(name + ".pub"), place.resolve("trusted-keys").resolve(name + ".pub"));
    }

    private VerifyingKey check() throws Exception {
        try (InputStream content = Files.newInputStream(file)) {
            return TrustedKeys.of(conf, shipped).check(file, content);
        }
    }

    private String refusal() {
        return assertThrows(UntrustedException.class, this::check).getMessage();
    }

    private void assertRefused(String text, boolean unsigned) {
        UntrustedException refusal = assertThrows(UntrustedException.class, this::check);
        assertEquals(text, refusal.getMessage());
        assertEquals(unsigned, refusal.unsigned());
    }
}
