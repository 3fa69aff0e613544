package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    /** An environment without variables. */
    private static final UnaryOperator<String> NONE = name -> null;

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
                List.of("--token", "t", "--rooms", "a,b", "--url", "https://x", "--proxy", "none", "--insecure"), NONE);
        ClaimArguments older = ClaimArguments.parse(
                List.of("-token=t", "-rooms=a,b", "-url=https://x", "-noproxy", "-insecure", "-id=1", "-noreload"),
                NONE);
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
                NONE);

        assertEquals(ours.command(), older.command());
        assertEquals(ours.command(), kickstart.command());
        assertEquals(List.of("-id"), older.ignored());
        assertTrue(older.noReload());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-id=1 -hostname=h -user=u -verbose -daemon-not-running",
                "-id 1 -hostname h -user u -verbose=1 -daemon-not-running=1",
                "-id -hostname -user -verbose -daemon-not-running"
            })
    void optionsWithoutAMeaningAreNamed(String options) throws RefusedException {
        List<String> args = new ArrayList<>(List.of(options.split(" ")));
        args.add("-token=t");

        ClaimArguments claim = ClaimArguments.parse(args, NONE);

        assertEquals("t", claim.token());
        assertEquals(List.of("-id", "-hostname", "-user", "-verbose", "-daemon-not-running"), claim.ignored());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--misspelt", "--misspelt=1", "word", "-t", "--rooms", "--insecure=yes", "-verbose word"})
    void anythingElseIsWrongUsage(String options) {
        List<String> args = new ArrayList<>(List.of("--token", "secret"));
        args.addAll(List.of(options.split(" ")));

        RefusedException refusal = assertThrows(RefusedException.class, () -> ClaimArguments.parse(args, NONE));

        assertEquals(2, refusal.exit());
        assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
    }

    @Test
    void aValueMayLookLikeAnOption() throws RefusedException {
        assertEquals(
                "-id",
                ClaimArguments.parse(List.of("--rooms", "-id", "--token", "t"), NONE)
                        .rooms());
    }

    @Test
    void theTokenMayComeFromTheEnvironmentAndIsNeverShown() throws RefusedException {
        ClaimArguments hidden = ClaimArguments.parse(
                List.of("--rooms", "a"),
                Map.of("ACLK_CLAIM_TOKEN", "secret-token", "ACLK_CLAIM_PROXY", "http://u:secret@p")::get);

        assertEquals("secret-token", hidden.token());
        assertEquals(Optional.of("http://u:secret@p"), hidden.proxy());
        assertFalse(hidden.toString().contains("secret"));
    }

    @Test
    void aClaimWithoutTokenOrWithAControlCharacterIsWrongUsage() {
        assertEquals(
                2,
                assertThrows(RefusedException.class, () -> ClaimArguments.parse(List.of("--rooms", "a"), NONE))
                        .exit());
        RefusedException refusal = assertThrows(
                RefusedException.class,
                () -> ClaimArguments.parse(List.of("--token", "secret", "--url", "a\nb"), NONE));
        assertEquals(2, refusal.exit());
        assertFalse(refusal.getMessage().contains("secret"));
    }

    private static Arguments parse(String... args) throws RefusedException {
        return Arguments.parse(List.of(args), Set.of("--dir", "--url"), Set.of("--fast"));
    }
}
