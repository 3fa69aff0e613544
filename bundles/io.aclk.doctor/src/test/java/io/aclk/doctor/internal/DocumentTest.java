package io.aclk.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/troubleshooting.md} names every check, in the order in which it is reported. */
class DocumentTest {

    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| `([a-z-]+)` \\| .*");

    @Test
    void namesEveryCheck() throws Exception {
        // tests run in the folder of their module
        List<String> lines = Files.readAllLines(Path.of("../../docs/troubleshooting.md"));

        List<String> documented = lines.stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> row.group(1) + " = " + row.group(2))
                .toList();

        assertEquals(
                Arrays.stream(Check.values())
                        .map(check -> check.title() + " = " + check.id())
                        .toList(),
                documented);
    }
}
