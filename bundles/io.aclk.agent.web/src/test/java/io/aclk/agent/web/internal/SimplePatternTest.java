package io.aclk.agent.web.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimplePatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "* anything true",
                "user user true",
                "user users false",
                "user* users true",
                "*ser user true",
                "u*r user true",
                "u*r use false",
                "*s* user true",
                "a*b*c aXbXbc true",
                "user|system system true",
                "user,system system true",
                "!user|* user false",
                "!user|* system true",
                "!user user false",
                "!user system false",
                "*|!user user true",
                "!idle,*,idle idle false",
                "|,| x true",
                "! x true",
            })
    void firstItemThatFitsDecides(String pattern, String text, boolean expected) {
        assertEquals(expected, SimplePattern.of(pattern).matches(text));
    }

    @Test
    void negationOfOneNameExcludesTheThing() {
        SimplePattern pattern = SimplePattern.of("!guid|host*");

        assertEquals(true, pattern.matchesAny(List.of("host1", "other")));
        assertEquals(false, pattern.matchesAny(List.of("host1", "guid")));
        assertEquals(false, pattern.matches("host1", "guid"));
    }

    @Test
    void manyWildcardsTakeNoTime() {
        SimplePattern pattern = SimplePattern.of("*a".repeat(2000) + "b");

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertEquals(false, pattern.matches("a".repeat(5000))));
    }
}
