package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import io.aclk.api.network.NetworkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutomaticClaimsTest {

    private static final ClaimRun.Ended CLAIMED = ClaimRun.Ended.here(true, "", 1);
    private static final ClaimRun.Ended VERDICT = ClaimRun.Ended.here(false, "no", 1);
    private static final ClaimRun.Ended TROUBLE = trouble(Optional.empty());

    @TempDir
    Path dir;

    private final List<ClaimRequest> tried = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private Path claimConf;
    private Path token;
    private Path rooms;
    private Path ca;
    private AutomaticClaims claims;
    private long now;
    private boolean hindered;

    @BeforeEach
    void start() {
        claimConf = dir.resolve("claim.conf");
        token = dir.resolve("token");
        rooms = dir.resolve("rooms");
        ca = dir.resolve("ca.pem");
        claims = claims(Map.of());
    }

    @Test
    void withoutInputsNothingIsTried() throws Exception {
        assertTrue(claims.due());
        attempt(CLAIMED);
        assertEquals(List.of(), tried);
        assertFalse(claims.due());
        now += Duration.ofDays(1).toNanos();
        assertFalse(claims.due());
    }

    @Test
    void sourcesInTheirOrderUntilOneSucceeds() throws Exception {
        Files.writeString(
                claimConf, "[global]\ntoken = conf\nrooms = a, b\nurl = https://c/\nproxy = none\ninsecure = yes\n");
        Files.writeString(token, "file\n");
        Files.writeString(rooms, "c\n");
        claims = claims(Map.of(
                "NETDATA_CLAIM_TOKEN", "env",
                "NETDATA_CLAIM_URL", "https://e",
                "NETDATA_EXTRA_CLAIM_OPTS", "-verbose -insecure"));
        attempt(VERDICT);
        assertEquals(List.of("conf", "env", "file", "pid"), tokens());
        ClaimRequest conf = tried.get(0);
        assertEquals("https://c", conf.url().orElseThrow().toString());
        assertEquals("none", conf.proxy().orElseThrow());
        assertTrue(conf.insecure().orElseThrow());
        assertEquals("https://e", tried.get(1).url().orElseThrow().toString());
        assertTrue(tried.get(1).insecure().orElseThrow());
        assertTrue(tried.get(2).url().isEmpty() && tried.get(2).insecure().isEmpty());
        assertTrue(tried.get(2).rooms().toString().contains("c"));

        tried.clear();
        claims.inputsChanged();
        attempt(CLAIMED);
        assertEquals(List.of("conf"), tokens());
    }

    @Test
    void onlyTheExactWordInsecureCounts() throws Exception {
        claims = claims(Map.of("NETDATA_CLAIM_TOKEN", "env", "NETDATA_EXTRA_CLAIM_OPTS", "--insecure -insecurely"));
        attempt(VERDICT);
        assertTrue(tried.get(0).insecure().isEmpty());
    }

    @Test
    void sourceThatCannotBeUsedFallsThrough() throws Exception {
        Files.writeString(claimConf, "[global]\ntoken = conf\nurl = ftp://c\n");
        Files.writeString(token, "file");
        attempt(CLAIMED);
        assertEquals(List.of("file"), tokens());
        assertTrue(failures.get(0).contains(claimConf + ": the value of 'url'"), failures.toString());
    }

    @Test
    void verdictIsNotAskedForTwice() throws Exception {
        Files.writeString(token, "file");
        attempt(VERDICT);
        now += Duration.ofDays(1).toNanos();
        assertFalse(claims.due());
    }

    @Test
    void changedFileIsNoticedOnceItHoldsStill() throws Exception {
        attempt(VERDICT);
        assertFalse(claims.due());
        Files.writeString(token, "new");
        assertFalse(claims.due(), "it may still be written");
        assertTrue(claims.due());
        attempt(CLAIMED);
        assertEquals(List.of("new"), tokens());
        assertFalse(claims.due());
    }

    @Test
    void otherInputsCountToo() throws Exception {
        attempt(VERDICT);
        assertFalse(claims.due());
        claims.inputsChanged();
        assertTrue(claims.due());
    }

    @Test
    void troubleIsTriedAgainMoreAndMoreRarely() throws Exception {
        Files.writeString(token, "file");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            attempt(TROUBLE);
            long begin = now;
            while (!claims.due()) {
                now += Duration.ofSeconds(1).toNanos();
            }
            waits.add(Duration.ofNanos(now - begin).toSeconds());
        }
        assertEquals(List.of(30L, 60L, 120L, 240L, 300L, 300L, 300L), waits);
    }

    @Test
    void serverThatWantsALongerPauseGetsIt() throws Exception {
        Files.writeString(token, "file");
        attempt(trouble(Optional.of(Duration.ofSeconds(100))));
        now += Duration.ofSeconds(99).toNanos();
        assertFalse(claims.due());
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(claims.due());
        attempt(trouble(Optional.of(Duration.ofSeconds(1))));
        now += Duration.ofSeconds(59).toNanos();
        assertFalse(claims.due(), "the time of this side has grown to 60 s");
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(claims.due());
    }

    @Test
    void certificateThatAppearsIsWorthAnAttempt() throws Exception {
        attempt(VERDICT);
        assertFalse(claims.due());
        Files.writeString(ca, "PEM");
        assertFalse(claims.due());
        assertTrue(claims.due());
    }

    @Test
    void claimThatWasGivenUpIsNotMadeAgain() throws Exception {
        Files.writeString(token, "given up");
        assertFalse(attempt(CLAIMED));
        assertEquals(List.of(), tried);
        assertEquals(
                List.of("given up"),
                claims.ready().stream().map(ready -> ready.request().token()).toList());
    }

    @Test
    void claimConfWithoutTokenIsAMistake() throws Exception {
        Files.writeString(claimConf, "[global]\n# token = x\n");
        assertFalse(attempt(CLAIMED), "only comments");
        Files.writeString(claimConf, "[global]\nrooms = x\n");
        assertTrue(attempt(CLAIMED));
        assertEquals(List.of("claim.conf: " + claimConf + " has no token in its section [global]"), failures);
    }

    @Test
    void hinderedItIsNotDueAndOneThatRunsIsEnded() throws Exception {
        Files.writeString(claimConf, "[global]\ntoken = x\n");
        hindered = true;
        assertFalse(claims.due());
        hindered = false;
        claims.interrupt();
        assertTrue(claims.due());
        assertThrows(
                NetworkException.class,
                () -> claims.attempt(
                        (request, abort) -> {
                            assertFalse(abort.aborted());
                            hindered = true;
                            claims.interrupt();
                            abort.register(() -> {});
                            return CLAIMED;
                        },
                        failures::add));
        assertFalse(claims.due());
        hindered = false;
        assertTrue(claims.due(), "again, as nothing came of it");
        hindered = true;
        claims.attempt(
                (request, abort) -> {
                    assertTrue(abort.aborted(), "hindered a moment before it began");
                    return VERDICT;
                },
                failures::add);
    }

    @Test
    void aVerdictHoldsOverTheInterruptionOfTheNextSource() throws Exception {
        twoSources();
        interruptedAt("file", VERDICT);
        assertEquals(List.of("conf", "file"), tokens());

        tried.clear();
        assertTrue(claims.due(), "the other source was not answered");
        assertTrue(attempt(VERDICT));
        assertEquals(List.of("file"), tokens());
        now += Duration.ofDays(1).toNanos();
        assertFalse(claims.due());
    }

    @Test
    void theWaitOfAServerHoldsOverTheInterruptionOfTheNextSource() throws Exception {
        twoSources();
        interruptedAt("file", trouble(Optional.of(Duration.ofSeconds(100))));

        tried.clear();
        now += Duration.ofSeconds(10).toNanos();
        assertTrue(claims.due(), "the other source was not answered");
        assertTrue(attempt(VERDICT));
        assertEquals(List.of("file"), tokens());
        now += Duration.ofSeconds(89).toNanos();
        assertFalse(claims.due(), "the server of the first source wants 100 s");
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(claims.due());

        tried.clear();
        attempt(CLAIMED);
        assertEquals(List.of("conf"), tokens(), "the second one got its verdict");
    }

    @Test
    void theWaitOfAServerHoldsOverTheInterruptionOfThePauseForIt() throws Exception {
        Files.writeString(claimConf, "[global]\ntoken = conf\n");
        assertThrows(
                NetworkException.class,
                () -> claims.attempt(
                        (request, abort) -> {
                            throw new AbortedPause(Duration.ofSeconds(3));
                        },
                        failures::add));
        assertTrue(claims.due());
        attempt(CLAIMED);
        assertEquals(List.of(), tokens());
        now += Duration.ofMillis(2999).toNanos();
        assertFalse(claims.due());
        now += Duration.ofMillis(1).toNanos();
        assertTrue(claims.due());
        attempt(CLAIMED);
        assertEquals(List.of("conf"), tokens());
    }

    @Test
    void aVerdictIsNotAskedForAgainWhenAnotherSourceIs() throws Exception {
        twoSources();
        claims.attempt((request, abort) -> request.token().equals("conf") ? VERDICT : TROUBLE, failures::add);
        now += AutomaticClaims.FIRST_RETRY.toNanos();
        assertTrue(claims.due());
        attempt(VERDICT);
        assertEquals(List.of("file"), tokens());
    }

    @Test
    void aClaimThatWasAcceptedIsMadeAgainWhereItIsWanted() throws Exception {
        Files.writeString(token, "file");
        attempt(CLAIMED);
        attempt(CLAIMED);
        assertEquals(List.of("file", "file"), tokens());
    }

    @Test
    void whatFailedHereIsNoVerdict() throws Exception {
        twoSources();
        interruptedAt("file", ClaimRun.Ended.here(false, "the disk is full", 0));
        tried.clear();
        attempt(VERDICT);
        assertEquals(List.of("conf", "file"), tokens());
    }

    @Test
    void otherInputsAfterAnInterruptionAreTriedAtOnce() throws Exception {
        twoSources();
        interruptedAt("file", VERDICT);
        tried.clear();
        Files.writeString(ca, "PEM");
        attempt(VERDICT);
        assertEquals(List.of("conf", "file"), tokens());
    }

    @Test
    void anotherTokenAfterAnInterruptionIsTriedAtOnce() throws Exception {
        twoSources();
        interruptedAt("file", trouble(Optional.of(Duration.ofSeconds(100))));
        tried.clear();
        Files.writeString(claimConf, "[global]\ntoken = another\n");
        attempt(CLAIMED);
        assertEquals(List.of("another"), tokens());
    }

    @Test
    void aFileOfADirectoryOfCertificatesThatIsRewrittenInPlaceIsWorthAnAttempt() throws Exception {
        Path file = Files.writeString(Files.createDirectory(ca).resolve("ca.pem"), "PEM");
        attempt(VERDICT);
        assertFalse(claims.due());
        Files.writeString(file, "another PEM");
        assertFalse(claims.due(), "it may still be written");
        assertTrue(claims.due());
    }

    private void twoSources() throws IOException {
        Files.writeString(claimConf, "[global]\ntoken = conf\n");
        Files.writeString(token, "file");
    }

    /** An attempt that is interrupted at a token, after all before it ended in a certain way. */
    private void interruptedAt(String token, ClaimRun.Ended before) {
        assertThrows(
                NetworkException.class,
                () -> claims.attempt(
                        (request, abort) -> {
                            tried.add(request);
                            if (request.token().equals(token)) {
                                throw new NetworkException(NetworkException.Reason.ABORTED, "aborted");
                            }
                            return before;
                        },
                        failures::add));
    }

    private AutomaticClaims claims(Map<String, String> environment) {
        Path named = dir.resolve("named");
        return new AutomaticClaims(
                List.of(
                        new ClaimConf(List.of(claimConf, dir.resolve("default"))),
                        ClaimSources.environment(environment),
                        ClaimSources.tokenFiles(token, rooms),
                        ClaimSources.pid(() -> pid(named, environment), dir)),
                () -> List.of(ca),
                (source, request) ->
                        source.equals("token file") && request.token().equals("given up"),
                () -> hindered,
                () -> now);
    }

    /** The PID has a token only where the environment has one too. */
    private static ClaimingPid pid(Path named, Map<String, String> environment) {
        if (!environment.containsKey("NETDATA_CLAIM_URL")) {
            return null;
        }
        try {
            Files.writeString(named, "pid");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new ClaimingPid("named", List.of("d"));
    }

    private static ClaimRun.Ended trouble(Optional<Duration> retryAfter) {
        return new ClaimRun.Ended(new ClaimResult(false, "later", 5), true, retryAfter);
    }

    private boolean attempt(ClaimRun.Ended ended) throws Exception {
        return claims.attempt(
                (request, abort) -> {
                    tried.add(request);
                    return ended;
                },
                failures::add);
    }

    private List<String> tokens() {
        return tried.stream().map(ClaimRequest::token).toList();
    }
}
