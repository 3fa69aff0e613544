package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.runtime.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureSourcesTest {

    private static final String ONE = "the first jar";
    private static final String TWO = "the second jar";

    @TempDir
    Path dir;

    private InstanceFiles files;
    private FeatureSource sources;
    private Path folder;

    @BeforeEach
    void anInstanceThatTrustsOneKey() throws Exception {
        files = new InstanceFiles(dir.resolve("instance"), dir.resolve("distribution"));
        sources = FeatureSources.of(files, new FeatureServiceImpl());
        SigningKey.generate(dir.resolve("key"));
        Path trusted = Files.createDirectories(files.conf().resolve("trusted-keys"));
        Files.copy(dir.resolve("key.pub"), trusted.resolve("key.pub"));
        folder = Files.createDirectories(dir.resolve("folder"));
    }

    @AfterEach
    void nothingTemporaryIsLeft() {
        assertFalse(Files.exists(files.data().resolve("unpacked")));
    }

    // names

    @Test
    void aFeatureOfTheDistributionNeedsNoSignature() throws Exception {
        Files.createDirectories(files.distribution().resolve("features"));
        Files.createDirectories(files.distribution().resolve("bundles"));
        Files.writeString(files.distribution().resolve("features/shipped.json"), json());
        Files.writeString(files.distribution().resolve("bundles/one-1.jar"), ONE);
        Files.writeString(files.distribution().resolve("bundles/two-2.jar"), TWO);

        try (FeatureBundles feature = sources.open("shipped", false)) {
            assertTrue(feature.shipped());
            assertEquals("shipped", feature.name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Aclk", "../aclk", "a/b", ".hidden", "-x", "a b", "a\u001b[2J", "a\0b", "a\nb"})
    void whatIsNoNameIsRefused(String name) {
        assertRefused(name, "' is no name of a feature");
        assertFalse(refusal(name, true).chars().anyMatch(Character::isISOControl));
    }

    @Test
    void anUnknownNameIsRefused() {
        assertRefused("nowhere", "the feature 'nowhere' is unknown");
    }

    @Test
    void aPathThatIsNotThereIsRefused() {
        assertRefused(dir + "/nowhere.zip", "there is no file " + dir.resolve("nowhere.zip"));
        assertRefused("/a\0b", "'/a?b' can be no name of a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/dev/zero"})
    void aDeviceIsRefused(String device) {
        assertRefused(device, device + " is neither a file nor a directory");
    }

    // directories

    @ParameterizedTest
    @CsvSource({
        "feature.json,",
        "feature.json, bundles",
        "some.json, bundles",
        "features/some.json, bundles",
        "features/some.json, features/bundles"
    })
    void aSignedDirectoryOpens(String json, String bundles) throws Exception {
        Path file = directory(json, bundles);
        sign(file);

        for (Path what : new Path[] {folder, file}) {
            try (FeatureBundles feature = sources.open(what.toString(), false)) {
                assertOpened(feature, file);
            }
        }
    }

    @Test
    void aDirectoryInTheLayoutOfMavenOpens() throws Exception {
        Path file = Files.writeString(folder.resolve("feature.json"), json());
        write(folder.resolve("g/h/one/1/one-1.jar"), ONE);
        write(folder.resolve("g/h/two/2/two-2.jar"), TWO);
        sign(file);

        try (FeatureBundles feature = sources.open(folder.toString(), false)) {
            assertOpened(feature, file);
        }
    }

    @Test
    void anUnsignedDirectoryIsRefusedUnlessThatIsAllowed() throws Exception {
        Path file = directory("feature.json", "bundles");

        assertRefused(folder.toString(), file + " is not signed");
        try (FeatureBundles feature = sources.open(folder.toString(), true)) {
            assertOpened(feature, file);
        }
    }

    @Test
    void anAlteredJsonIsRefusedWhateverIsAllowed() throws Exception {
        Path file = directory("feature.json", "bundles");
        sign(file);
        Files.writeString(file, json() + " ");

        assertRefused(folder.toString(), file + " is not what was signed");
    }

    @Test
    void anAlteredJarIsRefusedWhateverIsAllowed() throws Exception {
        sign(directory("feature.json", "bundles"));
        Path jar = Files.writeString(folder.resolve("bundles/two-2.jar"), TWO + ".");

        assertRefused(folder.toString(), jar + " was altered or is another build");
    }

    @Test
    void aMissingJarIsRefused() throws Exception {
        sign(directory("feature.json", "bundles"));
        Files.delete(folder.resolve("bundles/two-2.jar"));

        assertRefused(folder.toString(), folder + " is not whole: the jar of g.h:two:2 is missing; get it again");
    }

    @Test
    void aJarWithoutAHashIsRefusedWhateverIsAllowed() throws Exception {
        Path file = directory("feature.json", "bundles");
        Files.writeString(file, json().replace("\"sha256\": \"" + hash(TWO) + "\"", "\"start-order\": 20"));
        sign(file);

        assertRefused(
                folder.toString(), "the feature file of " + folder + " does not say what the jar of g.h:two:2 must be");
    }

    @Test
    void aDirectoryOfSeveralFeaturesWantsOneNamed() throws Exception {
        Path some = directory("features/some.json", "bundles");
        Path other = Files.copy(some, some.resolveSibling("other.json"));
        sign(some);

        assertRefused(
                folder.toString(),
                folder.resolve("features") + " holds several features; name the file of one of them: [" + other + ", "
                        + some + "]");
        try (FeatureBundles feature = sources.open(some.toString(), false)) {
            assertOpened(feature, some);
        }
    }

    @Test
    void aDirectoryWithoutAFeatureIsRefused() {
        assertRefused(folder.toString(), "there is no feature in " + folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"feature.json", "bundles/one-1.jar", "bundles"})
    void aLinkOutOfTheDirectoryIsRefused(String place) throws Exception {
        directory("feature.json", "bundles");
        Path link = folder.resolve(place);
        Path outside = dir.resolve("outside");
        Files.move(link, outside);
        Files.createSymbolicLink(link, outside);

        Path refused = place.equals("bundles") ? link.resolve("one-1.jar") : link;
        assertRefused(folder.toString(), refused + " leads out of " + folder);
    }

    @Test
    void linksInsideTheDirectoryAndToItAreFollowed() throws Exception {
        Path file = directory("feature.json", "jars");
        sign(file);
        Files.createSymbolicLink(folder.resolve("bundles"), Path.of("jars"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), folder);

        sources.open(link.toString(), false).close();
    }

    @Test
    void coordinatesDoNotLeadOutOfTheDirectory() throws Exception {
        write(dir.resolve("one-1.jar"), ONE);
        Files.writeString(
                folder.resolve("feature.json"),
                "{\"id\": \"g:some:1\", \"bundles\": [{\"id\": \"g:../one:1\", \"sha256\": \"" + hash(ONE) + "\"}]}");

        assertRefused(folder.toString(), " leads out of " + folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "{\"id\": \"g:Some:1\"}", "{\"id\": \"g:../some:1\"}"})
    void whatIsNoFeatureIsRefused(String json) throws Exception {
        Path file = Files.writeString(folder.resolve("feature.json"), json);

        assertRefused(folder.toString(), file.toString());
    }

    @Test
    void aHugeFeatureFileIsRefused() throws Exception {
        Path file = Files.write(folder.resolve("feature.json"), new byte[FeatureFile.MAX_BYTES + 1]);

        assertRefused(folder.toString(), file + " is larger than " + FeatureFile.MAX_BYTES + " bytes");
    }

    // archives

    @Test
    void aSignedArchiveOpensAndLeavesNothing() throws Exception {
        Path archive = archive("a.zip");
        sign(archive);

        Path jar;
        try (FeatureBundles feature = sources.open(archive.toString(), false)) {
            assertOpened(feature, archive);
            jar = feature.jars().get(hash(ONE));
            assertTrue(Files.isRegularFile(jar));
        }
        assertFalse(Files.exists(jar));
    }

    @Test
    void anUnsignedArchiveIsRefusedUnlessThatIsAllowed() throws Exception {
        Path archive = archive("a.zip");

        assertRefused(archive.toString(), archive + " is not signed");
        try (FeatureBundles feature = sources.open(archive.toString(), true)) {
            assertOpened(feature, archive);
        }
    }

    @Test
    void anArchiveOfAnUnknownKeyIsRefusedUnlessThatIsAllowed() throws Exception {
        SigningKey.generate(dir.resolve("other"));
        Path archive = archive("a.zip");
        SigningKey.read(dir.resolve("other")).sign(archive);

        String refusal = refusal(archive.toString(), false);
        assertTrue(refusal.contains("which is not trusted here"), refusal);
        assertTrue(refusal.endsWith("; or give --allow-unsigned if you know where it comes from"), refusal);
        sources.open(archive.toString(), true).close();
    }

    @Test
    void aDamagedSignatureIsRefusedWhateverIsAllowed() throws Exception {
        Path archive = archive("a.zip");
        Path signature = Files.writeString(dir.resolve("a.zip.sig"), "ed25519ph 0123456789abcdef AA==\n");

        assertRefused(archive.toString(), signature + " is no signature");
    }

    @Test
    void everyAlteredByteOfAnArchiveIsNoticed() throws Exception {
        Path archive = archive("a.zip");
        sign(archive);
        byte[] bytes = Files.readAllBytes(archive);

        for (int i = 0; i < bytes.length; i += 7) {
            bytes[i] ^= 1;
            Files.write(archive, bytes);
            assertRefused(archive.toString(), archive + " is not what was signed");
            bytes[i] ^= 1;
        }
    }

    @Test
    void anAlteredJarInAnUnsignedArchiveIsRefusedWhateverIsAllowed() throws Exception {
        Path archive = TestArchive.write(
                dir.resolve("a.zip"),
                Map.of("feature.json", json(), "bundles/one-1.jar", ONE, "bundles/two-2.jar", "another jar"));

        assertRefused(archive.toString(), "bundles/two-2.jar in " + archive + " was altered or is another build");
    }

    @Test
    void anArchiveThatIsNotWholeIsRefused() throws Exception {
        Path archive =
                TestArchive.write(dir.resolve("a.zip"), Map.of("feature.json", json(), "bundles/one-1.jar", ONE));

        assertRefused(archive.toString(), archive + " is not whole: the jar of g.h:two:2 is missing");
    }

    @Test
    void whatAKilledProcessUnpackedIsRemoved() throws Exception {
        Path left = files.data().resolve("unpacked/archive-1/content/bundles/one-1.jar");
        write(left, ONE);

        FeatureSources.of(files, new FeatureServiceImpl());

        assertFalse(Files.exists(left));
    }

    @Test
    void theUnpackedFilesAreTheOwnersAlone() throws Exception {
        try (FeatureBundles feature = sources.open(archive("a.zip").toString(), true)) {
            Path place = feature.jars().get(hash(ONE)).getParent().getParent().getParent();
            assertEquals(
                    Set.of("OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE"),
                    Set.copyOf(Files.getPosixFilePermissions(place).stream()
                            .map(Enum::name)
                            .toList()));
        }
    }

    // parts

    private void assertOpened(FeatureBundles feature, Path origin) throws IOException {
        assertEquals("some", feature.name());
        assertEquals("1.2", feature.version());
        assertEquals(origin.toString(), feature.origin());
        assertArrayEquals(json().getBytes(StandardCharsets.UTF_8), feature.json());
        assertEquals(Set.of(hash(ONE), hash(TWO)), feature.jars().keySet());
        assertEquals(ONE, Files.readString(feature.jars().get(hash(ONE))));
        assertEquals(TWO, Files.readString(feature.jars().get(hash(TWO))));
    }

    /** Refused, also where unsigned features are allowed, unless the text is about the signature. */
    private void assertRefused(String what, String text) {
        String refusal = refusal(what, !text.contains("not signed"));
        assertTrue(refusal.contains(text), refusal);
    }

    private String refusal(String what, boolean allowUnsigned) {
        return assertThrows(RefusedUpdateException.class, () -> sources.open(what, allowUnsigned))
                .getMessage();
    }

    private Path directory(String json, String bundles) throws IOException {
        Path jars = bundles == null ? folder : folder.resolve(bundles);
        write(jars.resolve("one-1.jar"), ONE);
        write(jars.resolve("two-2.jar"), TWO);
        Path file = folder.resolve(json);
        write(file, json());
        return file;
    }

    private Path archive(String name) throws IOException {
        return TestArchive.write(
                dir.resolve(name), Map.of("feature.json", json(), "bundles/one-1.jar", ONE, "bundles/two-2.jar", TWO));
    }

    private void sign(Path file) throws Exception {
        SigningKey.read(dir.resolve("key")).sign(file);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String json() {
        return """
                {"id": "g.h:some:1.2", "bundles": [
                  {"id": "g.h:one:1", "sha256": "%s"},
                  {"id": "g.h:two:2", "sha256": "%s"}
                ]}"""
                .formatted(hash(ONE), hash(TWO));
    }

    private static String hash(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
