package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutomaticClaimsTest {

    private static final ClaimRun.Ended CLAIMED = new ClaimRun.Ended(new ClaimResult(true, "", 1), false);
    private static final ClaimRun.Ended VERDICT = new ClaimRun.Ended(new ClaimResult(false, "no", 1), false);
    private static final ClaimRun.Ended TROUBLE = new ClaimRun.Ended(new ClaimResult(false, "later", 5), true);

    @TempDir
    Path dir;

    private final List<ClaimRequest> tried = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private Path claimConf;
    private Path token;
    private Path rooms;
    private AutomaticClaims claims;
    private long now;

    @BeforeEach
    void start() {
        claimConf = dir.resolve("claim.conf");
        token = dir.resolve("token");
        rooms = dir.resolve("rooms");
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

    private AutomaticClaims claims(Map<String, String> environment) {
        Path named = dir.resolve("named");
        return new AutomaticClaims(
                List.of(
                        ClaimSources.claimConf(List.of(claimConf, dir.resolve("default"))),
                        ClaimSources.environment(environment),
                        ClaimSources.tokenFiles(token, rooms),
                        ClaimSources.pid(() -> pid(named, environment), dir)),
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

    private void attempt(ClaimRun.Ended ended) throws Exception {
        claims.attempt(
                request -> {
                    tried.add(request);
                    return ended;
                },
                failures::add);
    }

    private List<String> tokens() {
        return tried.stream().map(ClaimRequest::token).toList();
    }
}
