package io.aclk.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {

    @Test
    void theLinkIsFineWhileOnlineOrNotWanted() {
        assertEquals(Status.OK, link(TestStatus.online()));
        assertEquals(Status.OK, link(TestStatus.unclaimed()));
        assertEquals(Status.OK, link(TestStatus.disabled()));
    }

    @Test
    void theLinkIsTemporarilyAwayWhileItTriesAgain() {
        assertEquals(Status.TEMPORARILY_UNAVAILABLE, link(TestStatus.offline(TestStatus.CONNECTED)));
    }

    @Test
    void theLinkNeedsAPersonWhenBannedOrRefused() {
        assertEquals(Status.CRITICAL, link(TestStatus.banned()));
        assertEquals(Status.CRITICAL, link(TestStatus.failed("TLS certificate verification failed")));
    }

    @Test
    void aMistakeInTheSettingsIsAWarning() {
        assertEquals(Status.OK, ConfigurationHealth.of(Optional.of(List.of())).getStatus());
        Result mistakes = ConfigurationHealth.of(Optional.of(List.of("a.cfg line 1: wrong", "a.cfg line 2: wrong")));
        assertEquals(Status.WARN, mistakes.getStatus());
        assertTrue(mistakes.toString().contains("a.cfg line 2"), mistakes.toString());
    }

    @Test
    void theEndOfTheCertificateIsWarnedOfAndThenCritical() {
        assertEquals(Status.OK, certificate(0));
        assertEquals(Status.WARN, certificate(80));
        assertEquals(Status.CRITICAL, certificate(91));
        assertEquals(
                Status.OK,
                CertificateHealth.of(Optional.of(TestStatus.unclaimed()), Clock.systemUTC())
                        .getStatus());
    }

    @Test
    void aClaimThatFailedIsAWarningAndACopiedIdentityCritical() {
        assertEquals(Status.OK, claim("", Optional.of(TestIdentity.CLAIM_ID), Optional.empty()));
        assertEquals(Status.OK, claim(ClaimState.NOT_CLAIMED_YET, Optional.empty(), Optional.empty()));
        assertEquals(Status.WARN, claim("Failed: token is expired", Optional.empty(), Optional.empty()));
        assertEquals(Status.CRITICAL, claim("", Optional.of(TestIdentity.CLAIM_ID), Optional.of("copied")));
    }

    @Test
    void aMissingPartIsNamed(@TempDir Path dir) {
        Doctor alone = new Doctor(new TestContext(dir, false).context, Map.of());

        for (HealthCheck check :
                List.of(new LinkHealth(alone), new ConfigurationHealth(alone), new ClaimHealth(alone))) {
            Result result = check.execute();
            assertEquals(Status.CRITICAL, result.getStatus());
            assertTrue(result.toString().contains("the bundle io.aclk."), result.toString());
        }
        assertEquals(Status.OK, new CertificateHealth(alone).execute().getStatus());
    }

    private static Status link(io.aclk.api.link.LinkStatus status) {
        return LinkHealth.of(Optional.of(status)).getStatus();
    }

    private static Status certificate(int days) {
        Clock clock = Clock.fixed(TestStatus.CONNECTED.plus(Duration.ofDays(days)), ZoneOffset.UTC);
        return CertificateHealth.of(Optional.of(TestStatus.online()), clock).getStatus();
    }

    private static Status claim(String failure, Optional<String> claimId, Optional<String> withheld) {
        return ClaimHealth.of(new ClaimState(claimId, Optional.empty(), failure, false, withheld))
                .getStatus();
    }
}
