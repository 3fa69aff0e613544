package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledJarsTest {

    @TempDir
    Path dir;

    @Test
    void remembersBundlesAndForgetsThemAtOnce() throws IOException {
        InstalledJars jars = jars();
        jars.put("aclk:a", "1");
        jars.put("aclk:b", "2");
        jars.save();
        assertEquals(Optional.of("1"), jars().installed("aclk:a"));

        jars.forget(List.of("aclk:a"));

        assertEquals(Optional.empty(), jars().installed("aclk:a"));
        assertEquals(Optional.of("2"), jars().installed("aclk:b"));
    }

    @Test
    void readsAJarAgainOnlyIfItsSizeOrTimeChanged() throws IOException {
        Path jar = Files.writeString(dir.resolve("a.jar"), "one");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
        InstalledJars jars = jars();
        String one = jars.hash(jar);
        assertEquals(Sha256.of(jar), one);
        jars.save();

        Files.writeString(jar, "two");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
        jars = jars();
        assertEquals(one, jars.hash(jar));

        Files.setLastModifiedTime(jar, FileTime.fromMillis(2000));
        assertNotEquals(one, jars.hash(jar));
        assertEquals(Sha256.of(jar), jars.hash(jar));
    }

    @Test
    void aFileOfAnotherFormatMeansNotKnowing() throws IOException {
        Files.writeString(dir.resolve("bundles.properties"), "aclk\\:a=a.jar 100 200\n");

        InstalledJars jars = jars();
        assertEquals(Optional.empty(), jars.installed("aclk:a"));
        jars.save();

        assertFalse(Files.readString(dir.resolve("bundles.properties")).contains("a.jar"));
    }

    private InstalledJars jars() {
        return new InstalledJars(dir.resolve("bundles.properties"));
    }
}
