package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureSelectionTest {

    @TempDir
    Path dir;

    private final Map<String, String> properties = new HashMap<>();
    private InstanceFiles files;

    @BeforeEach
    void directories() throws IOException {
        files = new InstanceFiles(dir.resolve("instance"), dir.resolve("distribution"));
        Files.createDirectories(files.conf());
        Files.createDirectories(files.shippedConf());
    }

    @Test
    void withoutAFileTheAgentIsLinked() throws IOException {
        assertEquals(List.of("agent", "aclk"), select());
    }

    @Test
    void theFileOfTheInstanceGoesBeforeTheShippedOne() throws IOException {
        Files.writeString(files.shippedConf().resolve("features"), "agent\n");
        assertEquals(List.of("agent"), select());

        Files.writeString(files.conf().resolve("features"), "# mine\n\ncloud # the cloud side\n  agent\ncloud\n");
        assertEquals(List.of("cloud", "agent"), select());
    }

    @Test
    void aProgramWithADefaultOfItsOwnDoesNotReadTheShippedFile() throws IOException {
        Files.writeString(files.shippedConf().resolve("features"), "agent\n");
        properties.put(FeatureSelection.DEFAULT, "cloud");
        assertEquals(List.of("cloud"), select());

        Files.writeString(files.conf().resolve("features"), "cloud\nagent\n");
        assertEquals(List.of("cloud", "agent"), select());
    }

    @Test
    void excludedFeaturesAreLeftOut() throws IOException {
        properties.put(FeatureSelection.EXCLUDED, "aclk");

        assertEquals(List.of("agent"), select());
    }

    @Test
    void aProgramMayNameAllOfThem() throws IOException {
        Files.writeString(files.conf().resolve("features"), "agent\n");
        properties.put(FeatureSelection.ONLY, "aclk");

        assertEquals(List.of("aclk"), select());
    }

    @Test
    void aLineThatIsNoNameIsRefusedWithItsPlace() throws IOException {
        Files.writeString(files.conf().resolve("features"), "agent\n../aclk\n");

        IOException refusal = assertThrows(IOException.class, this::select);

        assertTrue(refusal.getMessage().contains("features line 2"), refusal.getMessage());
    }

    private List<String> select() throws IOException {
        return FeatureSelection.started(FeatureSelection.listed(files, properties::get), properties::get);
    }
}
