package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlArgumentsTest {

    @Test
    void theDirectoryMayStandAnywhere() {
        ControlArguments arguments = ControlArguments.parse(List.of("link", "--dir", "a b", "stop"));

        assertEquals(Optional.of(Path.of("a b")), arguments.dir());
        assertEquals(List.of("link", "stop"), arguments.words());
        assertEquals(
                Optional.of(Path.of("last")),
                ControlArguments.parse(List.of("--dir=first", "--dir=last")).dir());
    }

    @Test
    void aFileIsMeantFromWhereTheCommandWasGiven() {
        String here = Path.of("x.zip").toAbsolutePath().toString();

        assertEquals(
                List.of("support-bundle", "--out", here),
                ControlArguments.parse(List.of("support-bundle", "--out", "x.zip"))
                        .resolving("--out")
                        .words());
        assertEquals(
                List.of("support-bundle", "--out=" + here),
                ControlArguments.parse(List.of("support-bundle", "--out=x.zip"))
                        .resolving("--out")
                        .words());
        assertEquals(
                List.of("x", "--out"),
                ControlArguments.parse(List.of("x", "--out")).resolving("--out").words());
    }

    @ParameterizedTest
    @ValueSource(strings = {"install", "update"})
    void aFeatureInAFileIsMeantFromWhereTheCommandWasGiven(String verb) {
        // tests run in the folder of the module
        for (String path : new String[] {"pom.xml", "./src", "src/", "../x.zip", "/y.zip"}) {
            assertEquals(
                    List.of(
                            "feature",
                            verb,
                            "--watch",
                            "5",
                            Path.of(path).toAbsolutePath().toString(),
                            "--allow-unsigned"),
                    resolved("feature", verb, "--watch", "5", path, "--allow-unsigned"));
        }
    }

    @Test
    void aWordWithoutASlashThatIsNoFileIsTheNameOfAFeature() {
        for (String name : new String[] {"aclk", "src", "nowhere"}) {
            assertEquals(List.of("feature", "update", name), resolved("feature", "update", name));
        }
        assertEquals(List.of("feature", "remove", "pom.xml"), resolved("feature", "remove", "pom.xml"));
        assertEquals(List.of("feature", "list"), resolved("feature", "list"));
        assertEquals(List.of("other", "install", "a/b"), resolved("other", "install", "a/b"));
    }

    @Test
    void whatEndsAsAFileOfAFeatureIsMeantAsOneThoughItIsNotThere() {
        for (String typo : List.of("typo.zip", "typo.json", "nowhere/typo")) {
            assertEquals(
                    List.of("feature", "update", Path.of(typo).toAbsolutePath().toString()),
                    resolved("feature", "update", typo));
        }
    }

    private static List<String> resolved(String... words) {
        return ControlArguments.parse(List.of(words)).resolvingFeature().words();
    }
}
