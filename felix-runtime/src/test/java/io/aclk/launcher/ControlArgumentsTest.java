package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
}
