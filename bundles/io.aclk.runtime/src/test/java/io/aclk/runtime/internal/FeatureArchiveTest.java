package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers can put into an archive: nothing of it leaves its directory or fills the disk. */
class FeatureArchiveTest {

    private static final FeatureArchive.Limits SMALL = new FeatureArchive.Limits(8, 64 * 1024);

    @TempDir
    Path dir;

    @Test
    void aWholeArchiveIsUnpacked() throws Exception {
        Path file = TestArchive.write(
                dir.resolve("a.zip"), Map.of("feature.json", "json", "bundles/", "", "bundles/a-1.jar", "jar"));

        try (FeatureArchive archive = open(file)) {
            assertArrayEquals("json".getBytes(StandardCharsets.UTF_8), archive.unpack());
        }
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../escaped.jar",
                "bundles/../../escaped.jar",
                "bundles/..",
                "bundles/../escaped.jar",
                "/tmp/escaped.jar",
                "bundles//escaped.jar",
                "bundles\\..\\..\\escaped.jar",
                "bundles/.escaped.jar",
                "bundles/sub/escaped.jar",
                "bundles/escaped.jar/",
                "bundles/escaped\u001b[2J.jar",
                "escaped.jar",
                "META-INF/MANIFEST.MF"
            })
    void noPathLeavesTheFolder(String name) throws Exception {
        Path file = TestArchive.write(dir.resolve("a.zip"), Map.of("feature.json", "json", name, "x"));

        String refusal = refusal(file);

        assertTrue(refusal.startsWith(file + " is no feature archive: it holds '"), refusal);
        assertFalse(refusal.chars().anyMatch(Character::isISOControl));
        try (Stream<Path> all = Files.walk(dir)) {
            assertEquals(
                    List.of(),
                    all.filter(path -> path.toString().contains("escaped")).toList());
        }
    }

    @Test
    void twoFilesOfOneNameAreRefused() throws Exception {
        Path file = TestArchive.write(
                dir.resolve("a.zip"), Map.of("bundles/a.jar", "1", "bundles/b.jar", "2", "feature.json", "json"));
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1).replace("bundles/b.jar", "bundles/a.jar");
        Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);

        assertEquals(file + " is no feature archive: it holds bundles/a.jar twice", refusal(file));
    }

    @Test
    void tooManyFilesAreRefused() throws Exception {
        Map<String, String> entries = new TreeMap<>(Map.of("feature.json", "json"));
        for (int i = 0; i < SMALL.entries(); i++) {
            entries.put("bundles/" + i + ".jar", "x");
        }
        Path file = TestArchive.write(dir.resolve("a.zip"), entries);

        assertEquals(file + " is no feature archive: it holds more than 8 files", refusal(file));
    }

    @Test
    void aBombIsRefusedBeforeItFillsTheDisk() throws Exception {
        String zeros = "0".repeat((int) SMALL.bytes() / 2);
        Path file = TestArchive.write(
                dir.resolve("a.zip"),
                Map.of("feature.json", "json", "bundles/a.jar", zeros, "bundles/b.jar", zeros, "bundles/c.jar", zeros));
        assertTrue(Files.size(file) < 2000, "packed: " + Files.size(file));

        assertTrue(refusal(file).startsWith(file + " is no feature archive: it is larger than 65536 bytes"));
    }

    @Test
    void aFeatureFileThatIsABombIsRefused() throws Exception {
        Path file =
                TestArchive.write(dir.resolve("a.zip"), Map.of("feature.json", " ".repeat(FeatureFile.MAX_BYTES + 1)));

        assertTrue(refusal(file).contains("or its feature.json than " + FeatureFile.MAX_BYTES));
    }

    @Test
    void aHugeFileIsNotCopied() throws Exception {
        Path file = Files.write(dir.resolve("a.zip"), new byte[(int) SMALL.bytes() + 1]);

        assertTrue(refusal(file).contains("larger than 65536 bytes"));
    }

    @Test
    void whereverAnArchiveIsCutOffInAFileItIsRefused() throws Exception {
        Path file = TestArchive.write(
                dir.resolve("a.zip"), Map.of("bundles/a.jar", "a jar of some length", "feature.json", "json"));
        byte[] bytes = Files.readAllBytes(file);
        int directory = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");

        for (int length = 0; length < directory - 16; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            String refusal = refusal(file);
            assertTrue(refusal.startsWith(file + " is "), length + " bytes: " + refusal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PK", "no zip file at all, only text"})
    void whatIsNoZipIsRefused(String text) throws Exception {
        Path file = Files.writeString(dir.resolve("a.zip"), text);

        assertEquals(file + " is no feature archive: it holds no feature.json", refusal(file));
    }

    private FeatureArchive open(Path file) throws RefusedUpdateException, IOException {
        return new FeatureArchive(file, dir.resolve("unpacked"), SMALL);
    }

    /** Why an archive is refused; nothing of it is left. */
    private String refusal(Path file) throws Exception {
        String message = assertThrows(RefusedUpdateException.class, () -> {
                    try (FeatureArchive archive = open(file)) {
                        archive.unpack();
                    }
                })
                .getMessage();
        assertNothingLeft();
        return message;
    }

    private void assertNothingLeft() {
        assertFalse(Files.exists(dir.resolve("unpacked")));
    }
}
