package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureFileTest {

    @TempDir
    Path dir;

    @Test
    void bundlesComeInTheOrderInWhichTheyStart() throws IOException {
        FeatureFile feature = read(
                """
                {"id": "g:f:1", "bundles": [
                    {"id": "g:last:1.2.3", "start-order": 60},
                    {"id": "g:unordered:1"},
                    {"id": "g:first:2:linux", "start-order": 20}
                ]}"""
                        .replace("g:first:2:linux", "g:first:jar:linux:2"));

        assertEquals(
                List.of("g:first:2:linux", "g:unordered:1", "g:last:1.2.3"),
                feature.bundles().stream()
                        .map(entry -> entry.coordinates().toString())
                        .toList());
        assertEquals(
                List.of(20, FeatureFile.DEFAULT_START_LEVEL, 60),
                feature.bundles().stream().map(FeatureFile.Entry::startLevel).toList());
    }

    @Test
    void configurationsComeByPid() throws IOException {
        FeatureFile feature = read(
                """
                {"id": "g:f:1", "configurations": {"some.pid": {"port:Integer": 5, "name": "x"}}}""");

        assertEquals(Map.of("some.pid", Map.of("port", 5, "name", "x")), feature.configurations());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "{}",
                "{\"id\":\"g:f:1\",\"bundles\":[{\"id\":\"g:a:1\",\"start-order\":5}]}",
                "{\"id\":\"g:f:1\",\"bundles\":[{\"id\":\"g:a:1\",\"start-order\":\"first\"}]}"
            })
    void whatIsNoFeatureIsRefusedWithTheNameOfTheFile(String text) {
        IOException refusal = assertThrows(IOException.class, () -> read(text));

        assertTrue(refusal.getMessage().contains("test.json"), refusal.getMessage());
    }

    @Test
    void jarsAreFoundFlatAndInARepository() throws IOException {
        Coordinates coordinates = new Coordinates("org.example", "a", "1", "");
        assertTrue(coordinates.find(List.of(dir)).isEmpty());

        Path nested = dir.resolve("org/example/a/1/a-1.jar");
        Files.createDirectories(nested.getParent());
        Files.createFile(nested);
        assertEquals(nested, coordinates.find(List.of(dir)).orElseThrow());

        Path flat = Files.createFile(dir.resolve("a-1.jar"));
        assertEquals(flat, coordinates.find(List.of(dir)).orElseThrow());
    }

    private FeatureFile read(String text) throws IOException {
        Path file = Files.writeString(dir.resolve("test.json"), text);
        return FeatureFile.read("test", file, new FeatureServiceImpl());
    }
}
