package io.aclk.config.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IniFileTest {

    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void start() {
        file = dir.resolve("x.conf");
    }

    @Test
    void valuesWithTheirLines() throws IOException {
        Files.writeString(
                file,
                """
                # a comment
                outside = 0
                [other]
                    proxy = no
                [cloud]
                    query threads = 6 ; people say why
                    proxy = http://user:a;b#c@host:3128
                    dotted.key = ${env:PATH}
                    empty =
                    twice = first
                    twice = second
                    word
                """);
        IniFile ini = IniFile.read(file, "cloud");
        assertEquals(Optional.of(new IniFile.Value("6", 6)), ini.value("query threads"));
        assertEquals(Optional.of(new IniFile.Value("http://user:a;b#c@host:3128", 7)), ini.value("proxy"));
        assertEquals(Optional.of(new IniFile.Value("${env:PATH}", 8)), ini.value("dotted.key"));
        assertEquals(Optional.of(new IniFile.Value("", 9)), ini.value("empty"));
        assertEquals(Optional.of(new IniFile.Value("second", 11)), ini.value("twice"));
        assertEquals(Optional.of(new IniFile.Value("", 12)), ini.value("word"));
        assertEquals(Optional.empty(), ini.value("outside"));
        assertEquals("x", ini.text("empty", "x"));
    }

    @Test
    void sectionThatIsMissing() throws IOException {
        Files.writeString(file, "[other]\na = b\n");
        assertTrue(IniFile.read(file, "cloud").values().isEmpty());
    }

    @Test
    void fileThatCannotBeRead() throws IOException {
        assertThrows(IOException.class, () -> IniFile.read(dir, "cloud"));
        Files.writeString(file, "x".repeat(IniFile.MAX_BYTES + 1));
        assertThrows(IOException.class, () -> IniFile.read(file, "cloud"));
        Files.write(file, new byte[] {'[', 'c', ']', '\n', (byte) 0xff, (byte) 0xfe, '=', '1'});
        assertThrows(IOException.class, () -> IniFile.read(file, "cloud"));
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("my key", "a;b # c = d");
        values.put("a.b", "${sys:user.dir}, and more");
        values.put("empty", "");
        Files.writeString(file, IniFile.format("global", values));
        Map<String, String> back = new LinkedHashMap<>();
        IniFile.read(file, "global").values().forEach((key, value) -> back.put(key, value.text()));
        assertEquals(values, back);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", " begins with a blank", "x;\\"})
    void refusesToWriteWhatItCouldNotRead(String value) {
        assertThrows(IOException.class, () -> IniFile.format("global", Map.of("key", value)));
    }

    @ParameterizedTest
    @CsvSource({"yes,true", "TRUE,true", "on,true", "1,true", "no,false", "False,false", "off,false", "0,false"})
    void flags(String text, boolean value) {
        assertEquals(value, IniFile.flag(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "y", "2", "maybe"})
    void noFlags(String text) {
        assertThrows(IllegalArgumentException.class, () -> IniFile.flag(text));
    }
}
