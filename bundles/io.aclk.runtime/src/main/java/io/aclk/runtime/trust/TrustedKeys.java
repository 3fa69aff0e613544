package io.aclk.runtime.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The public keys whose owners an instance trusts. Immutable. */
public final class TrustedKeys {

    private final List<Path> folders;
    private final Map<String, VerifyingKey> keys;
    /** Why a file that should hold a key does not, one line each. */
    private final List<String> unusable;

    private TrustedKeys(List<Path> folders, Map<String, VerifyingKey> keys, List<String> unusable) {
        this.folders = List.copyOf(folders);
        this.keys = Map.copyOf(keys);
        this.unusable = List.copyOf(unusable);
    }

    /**
     * Reads the keys of an instance: {@code trusted-keys/*.pub} of its configuration and of the shipped one. One that
     * cannot be used keeps no other from being used.
     *
     * @param conf configuration of the instance, where people add keys
     * @param shipped configuration of the distribution
     */
    public static TrustedKeys of(Path conf, Path shipped) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path place : new LinkedHashSet<>(List.of(conf, shipped))) {
            folders.add(place.resolve("trusted-keys"));
        }
        Map<String, VerifyingKey> keys = new TreeMap<>();
        List<String> unusable = new ArrayList<>();
        for (Path file : files(folders)) {
            try {
                VerifyingKey key = VerifyingKey.read(file);
                keys.putIfAbsent(key.id(), key);
            } catch (UntrustedException e) {
                unusable.add(e.getMessage());
            } catch (IOException e) {
                unusable.add(file + " cannot be read: " + e);
            }
        }
        return new TrustedKeys(folders, keys, unusable);
    }

    private static List<Path> files(List<Path> folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                TreeSet<Path> sorted = new TreeSet<>();
                try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + VerifyingKey.SUFFIX)) {
                    all.forEach(sorted::add);
                }
                files.addAll(sorted);
            }
        }
        return files;
    }

    /**
     * Checks that one of the keys signed a file, byte for byte.
     *
     * @param file the file, which its signature lies beside
     * @param content what it holds; not closed
     * @return the key that signed
     * @throws UntrustedException if it is not signed, or not what was signed
     */
    public VerifyingKey check(Path file, InputStream content) throws UntrustedException, IOException {
        Path signatureFile = DetachedSignature.fileOf(file);
        DetachedSignature signature;
        try {
            signature = DetachedSignature.read(signatureFile);
        } catch (NoSuchFileException e) {
            throw UntrustedException.unsigned(file + " is not signed: there is no " + signatureFile
                    + ". Get that file too, or sign it yourself with 'bin/aclk feature sign'");
        }
        VerifyingKey key = keys.get(signature.keyId());
        if (key == null) {
            throw UntrustedException.unsigned(file + " is signed with the key " + signature.keyId()
                    + ", which is not trusted here. If you trust its owner, put its .pub file into " + folders.get(0)
                    + (unusable.isEmpty() ? "" : " (" + String.join("; ", unusable) + ")"));
        }
        if (!Ed25519.verify(key.key(), content, signature.value())) {
            throw new UntrustedException(file + " is not what was signed with the key " + key.id() + " (" + key.file()
                    + "): it or " + signatureFile + " was altered or belongs to another file; get both again");
        }
        return key;
    }
}
