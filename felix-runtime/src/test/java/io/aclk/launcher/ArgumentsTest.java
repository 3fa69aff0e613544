package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    @Test
    void valuesComeAfterABlankOrAnEqualsSign() throws RefusedException {
        Arguments arguments = parse("--dir", "a b", "word", "--url=https://x/?a=b", "--fast");

        assertEquals(Optional.of("a b"), arguments.value("--dir"));
        assertEquals(Optional.of("https://x/?a=b"), arguments.value("--url"));
        assertTrue(arguments.has("--fast"));
        assertEquals(List.of("word"), arguments.rest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--dir", "--unknown", "--unknown=1", "--fast=1", "-d"})
    void wrongUsageIsRefusedWithExitCode2(String arg) {
        assertEquals(2, assertThrows(RefusedException.class, () -> parse(arg)).exit());
    }

    @Test
    void aClaimIsUnderstoodInOurSpellingAndInTheOlderOnes() throws RefusedException {
        ClaimArguments ours = ClaimArguments.parse(
                List.of("--token", "t", "--rooms", "a,b", "--url", "https://x", "--proxy", "none", "--insecure"), null);
        ClaimArguments older = ClaimArguments.parse(
                List.of("-token=t", "-rooms=a,b", "-url=https://x", "-noproxy", "-insecure", "-id=1", "-noreload"),
                null);
        ClaimArguments kickstart = ClaimArguments.parse(
                List.of(
                        "--claim-token",
                        "t",
                        "--claim-rooms",
                        "a,b",
                        "--claim-url",
                        "https://x",
                        "--claim-noproxy",
                        "--claim-insecure"),
                null);

        assertEquals(ours.command(), older.command());
        assertEquals(ours.command(), kickstart.command());
        assertEquals(List.of("-id"), older.ignored());
    }

    @Test
    void theTokenMayComeFromTheEnvironmentAndIsNeverShown() throws RefusedException {
        ClaimArguments hidden = ClaimArguments.parse(List.of("--rooms", "a"), "secret-token");

        assertEquals("secret-token", hidden.token());
        assertFalse(hidden.toString().contains("secret-token"));
    }

    @Test
    void aClaimWithoutTokenOrWithAControlCharacterIsWrongUsage() {
        assertEquals(
                2,
                assertThrows(RefusedException.class, () -> ClaimArguments.parse(List.of("--rooms", "a"), null))
                        .exit());
        RefusedException refusal = assertThrows(
                RefusedException.class,
                () -> ClaimArguments.parse(List.of("--token", "secret", "--url", "a\nb"), null));
        assertEquals(2, refusal.exit());
        assertFalse(refusal.getMessage().contains("secret"));
    }

    private static Arguments parse(String... args) throws RefusedException {
        return Arguments.parse(List.of(args), Set.of("--dir", "--url"), Set.of("--fast"));
    }
}
