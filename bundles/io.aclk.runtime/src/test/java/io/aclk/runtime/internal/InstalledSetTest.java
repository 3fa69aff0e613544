package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstalledSetTest {

    private static final List<String> LISTED = List.of("agent", "aclk");
    private static final InstalledSet.Installed LINK = new InstalledSet.Installed(
            "aclk", "2", "ab".repeat(32), Instant.parse("2026-11-22T10:00:00Z"), "root", "/tmp/aclk.zip");

    @TempDir
    Path dir;

    private InstanceFiles files;

    @BeforeEach
    void directories() {
        files = new InstanceFiles(dir.resolve("instance"), dir.resolve("distribution"));
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        InstalledSet set = InstalledSet.NONE.with("aclk", Optional.of(LINK), LISTED, LISTED);
        set.write(files);

        assertEquals(set, InstalledSet.read(files));
        assertEquals(List.of("installed.json"), names());
    }

    @Test
    void withoutAFileNothingIsDifferent() throws IOException {
        assertEquals(InstalledSet.NONE, InstalledSet.read(files));
        assertEquals(LISTED, InstalledSet.NONE.running(LISTED));
        assertEquals(List.of(), InstalledSet.NONE.running(List.of()));
    }

    @Test
    void theLastWordWins() {
        InstalledSet removed = InstalledSet.NONE.without("aclk", LISTED, LISTED);
        assertEquals(List.of("agent"), removed.running(LISTED));

        List<String> edited = List.of("aclk");
        assertEquals(edited, removed.running(edited));

        InstalledSet installed = removed.with("cloud", Optional.empty(), edited, edited);
        assertEquals(List.of("aclk", "cloud"), installed.running(edited));
    }

    @Test
    void aFeatureOfTheDistributionTakesThePlaceOfAnother() {
        InstalledSet set = InstalledSet.NONE.with("aclk", Optional.of(LINK), LISTED, LISTED);
        assertEquals(Optional.of(LINK), set.feature("aclk"));

        assertEquals(
                List.of(), set.with("aclk", Optional.empty(), LISTED, LISTED).features());
        assertEquals(List.of(), set.without("aclk", LISTED, LISTED).features());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"selection\":[],\"names\":[1],\"features\":[]}",
                "{\"selection\":[],\"names\":[],\"features\":[{\"name\":\"a\"}]}",
                "{\"selection\":[],\"names\":[],\"features\":[{\"name\":\"a\",\"version\":\"1\",\"sha256\":\"../x\","
                        + "\"when\":\"2026-11-22T10:00:00Z\",\"user\":\"u\",\"origin\":\"o\"}]}"
            })
    void whatIsDamagedIsToldWithWhatToDo(String text) throws IOException {
        Files.createDirectories(files.data());
        Files.writeString(files.data().resolve("installed.json"), text);

        IOException failure = assertThrows(IOException.class, () -> InstalledSet.read(files));

        assertTrue(failure.getMessage().contains("installed.json cannot be read"), failure.getMessage());
        assertTrue(failure.getMessage().contains("delete the file"), failure.getMessage());
    }

    private List<String> names() throws IOException {
        try (var list = Files.list(files.data())) {
            return list.map(file -> file.getFileName().toString()).toList();
        }
    }
}
