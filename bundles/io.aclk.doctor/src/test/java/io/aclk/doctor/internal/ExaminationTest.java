package io.aclk.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.doctor.internal.Diagnosis.Agent;
import io.aclk.doctor.internal.Diagnosis.Verdict;
import io.aclk.doctor.internal.Finding.Result;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is probed, what is not, and what the verdict is. */
class ExaminationTest {

    private static final Set<Check> LIVE = EnumSet.range(Check.CHALLENGE, Check.SUBSCRIPTION);
    private static final Set<Check> REMOTE = EnumSet.range(Check.CLOCK, Check.SUBSCRIPTION);

    @TempDir
    Path dir;

    @Test
    void aStoppedAgentIsConnectedSubscribedAndNeverAnnounced() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            Diagnosis diagnosis = clinic.examine();

            assertEquals(Verdict.OK, diagnosis.verdict(), TextReport.of(diagnosis));
            assertEquals(0, diagnosis.exit());
            assertEquals(EnumSet.of(Check.LOCAL_QUERY), with(diagnosis, Result.NOT_REACHED));
            assertEquals(
                    List.of("env", "challenge", "password", "mqtt", "CONNECT", "SUBSCRIBE", "SUBSCRIBE", "DISCONNECT"),
                    clinic.cloud.asked());
            assertTrue(diagnosis.summary().contains("`bin/agent --dir " + dir + "` starts it"), diagnosis.summary());
        }
    }

    @Test
    void besideALiveSessionNothingIsAskedBeyondEnv() throws Exception {
        try (Clinic clinic = running(TestStatus.online())) {
            Diagnosis diagnosis = clinic.examine();

            assertEquals(List.of("env"), clinic.cloud.asked());
            assertEquals(EnumSet.allOf(Check.class), with(diagnosis, Result.PASSED), TextReport.of(diagnosis));
            assertEquals(
                    LIVE,
                    diagnosis.findings().stream()
                            .filter(Finding::live)
                            .map(Finding::check)
                            .collect(Collectors.toSet()));
            assertEquals("Verdict: no fault; the agent is online.", diagnosis.summary());
        }
    }

    @Test
    void aNodeThatTheCloudDidNotRegisterIsRemarkedOn() throws Exception {
        try (Clinic clinic = running(TestStatus.online())) {
            clinic.nodes = Optional.of(new StoppedNode(UUID.randomUUID(), "v1.0.0"));

            Diagnosis diagnosis = clinic.examine();

            assertEquals(Verdict.OK, diagnosis.verdict());
            assertTrue(
                    diagnosis
                            .summary()
                            .startsWith("Verdict: no fault; the agent is online, but the cloud gave this node no id"),
                    diagnosis.summary());
        }
    }

    @Test
    void aSessionThatComesMeanwhileIsNotReplaced() throws Exception {
        try (Clinic clinic = running(TestStatus.offline(null))) {
            clinic.link =
                    Optional.of(new TestParts.Turning(TestStatus.offline(null), TestStatus.online(), () -> clinic.cloud
                            .asked()
                            .contains("challenge")));

            Diagnosis diagnosis = clinic.examine();

            assertEquals(List.of("env", "challenge"), clinic.cloud.asked());
            assertFalse(diagnosis.of(Check.ENV).live());
            assertTrue(diagnosis.of(Check.SUBSCRIPTION).live());
            assertEquals(Verdict.OK, diagnosis.verdict());
        }
    }

    @Test
    void anOfflineAgentIsProbedToTheEndAndSaysWhenItTriesAgain() throws Exception {
        try (Clinic clinic = running(TestStatus.offline(TestStatus.CONNECTED.plusSeconds(90)))) {
            clinic.clock = java.time.Clock.fixed(TestStatus.CONNECTED, java.time.ZoneOffset.UTC);
            clinic.cloud.clock(TestStatus.CONNECTED);

            Diagnosis diagnosis = clinic.examine();

            assertTrue(clinic.cloud.asked().contains("SUBSCRIBE"));
            assertEquals(
                    "Verdict: no fault; the agent is not online yet and tries again in 90 s.", diagnosis.summary());
        }
    }

    @Test
    void withTheLinkSwitchedOffNothingIsTried() throws Exception {
        try (Clinic clinic = running(TestStatus.switchedOff("anna at 2026-01-01T12:00:00Z"))) {
            Diagnosis diagnosis = clinic.examine();

            assertEquals(List.of(), clinic.cloud.asked());
            assertEquals(REMOTE, with(diagnosis, Result.NOT_REACHED));
            assertEquals(Verdict.OFF, diagnosis.verdict());
            assertEquals(0, diagnosis.exit());
            assertTrue(diagnosis.summary().contains("anna"), diagnosis.summary());
        }
    }

    @Test
    void withTheLinkSwitchedOffByASettingNoNameIsLookedUp() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            clinic.settings.put(LinkSettings.ENABLED, "false");
            clinic.names = host -> {
                throw new AssertionError("looked up " + host);
            };

            Diagnosis diagnosis = clinic.examine();

            assertEquals(Verdict.OFF, diagnosis.verdict(), TextReport.of(diagnosis));
            assertEquals(List.of(), clinic.cloud.asked());
        }
    }

    @Test
    void theOwnerMayHaveItProbedAllTheSame() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            clinic.settings.put(LinkSettings.ENABLED, "false");
            clinic.force = true;

            Diagnosis diagnosis = clinic.examine();

            assertEquals(Result.PASSED, diagnosis.of(Check.SUBSCRIPTION).result(), TextReport.of(diagnosis));
            assertEquals(Verdict.OFF, diagnosis.verdict());
        }
    }

    @Test
    void anUnclaimedAgentLearnsWhetherAClaimWouldGetThrough() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            clinic.identity = Optional.empty();
            clinic.settings.remove(LinkSettings.CLAIMED_ID);
            clinic.claiming =
                    Optional.of(Clinic.claims("Agent is not claimed yet", Optional.empty(), Optional.empty()));

            Diagnosis diagnosis = clinic.examine();

            assertEquals(EnumSet.of(Check.IDENTITY), with(diagnosis, Result.FAILED));
            assertEquals(Result.PASSED, diagnosis.of(Check.CERTIFICATE).result());
            assertEquals("needs an identity", diagnosis.of(Check.ENV).text());
            assertEquals(List.of(), clinic.cloud.asked());
        }
    }

    @Test
    void anUnclaimedAgentIsToldToClaimBeforeTheDefaultServerIsBlamed() throws Exception {
        try (Clinic clinic = unclaimed()) {
            clinic.urlSource = "default";
            clinic.settings.put(LinkSettings.PROXY, "env");
            clinic.url(Fault.refusing(clinic));

            Diagnosis diagnosis = clinic.examine();

            assertEquals(EnumSet.of(Check.IDENTITY), with(diagnosis, Result.FAILED), TextReport.of(diagnosis));
            assertTrue(
                    diagnosis.of(Check.TCP).text().contains("a claim names the server"),
                    diagnosis.of(Check.TCP).text());
            assertTrue(
                    diagnosis
                            .summary()
                            .startsWith("Verdict: this agent is not claimed; claim it first: `bin/netdata-cloud.sh"),
                    diagnosis.summary());
        }
    }

    @Test
    void aServerThatTheOwnerNamedIsBlamedAfterTheMissingClaim() throws Exception {
        try (Clinic clinic = unclaimed()) {
            clinic.url(Fault.refusing(clinic));

            Diagnosis diagnosis = clinic.examine();

            assertEquals(EnumSet.of(Check.IDENTITY, Check.TCP), with(diagnosis, Result.FAILED));
            assertTrue(diagnosis.summary().endsWith("; also to be cured: TCP."), diagnosis.summary());
        }
    }

    @Test
    void aProxyThatFailsIsBlamedWhateverServerAClaimWillName() throws Exception {
        try (Clinic clinic = unclaimed()) {
            clinic.urlSource = "default";
            clinic.settings.put(LinkSettings.PROXY, "http://127.0.0.1:" + Fault.refusing(clinic));

            assertEquals(EnumSet.of(Check.IDENTITY, Check.TCP), with(clinic.examine(), Result.FAILED));
        }
    }

    private Clinic unclaimed() throws Exception {
        Clinic clinic = new Clinic(dir);
        clinic.identity = Optional.empty();
        clinic.settings.remove(LinkSettings.CLAIMED_ID);
        clinic.claiming = Optional.of(Clinic.claims("Agent is not claimed yet", Optional.empty(), Optional.empty()));
        return clinic;
    }

    @Test
    void aBannedAgentDoesNotLogInAndIsToldOfTheBan() throws Exception {
        try (Clinic clinic = running(TestStatus.banned())) {
            Diagnosis diagnosis = clinic.examine();

            assertEquals(List.of("env", "challenge"), clinic.cloud.asked());
            assertEquals(EnumSet.of(Check.LOGIN), with(diagnosis, Result.FAILED));
            assertTrue(diagnosis.of(Check.LOGIN).text().contains("not you"), TextReport.of(diagnosis));
            assertTrue(diagnosis.of(Check.LOGIN).cure().contains("--lift-ban"));
        }
    }

    @Test
    void anAddressFamilyThatFailsIsNamedThoughTheOtherGetsThrough() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            clinic.names = host -> new InetAddress[] {InetAddress.getByName("::1"), InetAddress.getByName("127.0.0.1")};

            Diagnosis diagnosis = clinic.examine();

            String families = diagnosis.of(Check.ADDRESS_FAMILIES).text();
            assertTrue(families.startsWith("IPv6 fails"), families);
            assertTrue(families.endsWith("IPv4 works (127.0.0.1)"), families);
            assertEquals(Verdict.OK, diagnosis.verdict());
        }
    }

    @Test
    void thatNothingListensIsToldAtTcpAlone() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            clinic.settings.put(LinkSettings.PROXY, "env");
            clinic.names = host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")};
            clinic.url(Fault.refusing(clinic));

            Diagnosis diagnosis = clinic.examine();

            assertEquals(EnumSet.of(Check.TCP), with(diagnosis, Result.FAILED), TextReport.of(diagnosis));
            assertEquals("see TCP", diagnosis.of(Check.ADDRESS_FAMILIES).text());
            assertEquals(
                    "none: directly to the server", diagnosis.of(Check.PROXY).text());
        }
    }

    @Test
    void aProxyThatRefusesIsNotTakenForADirectWay() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            clinic.settings.put(LinkSettings.PROXY, "http://127.0.0.1:" + Fault.refusing(clinic));

            assertEquals("", clinic.examine().of(Check.PROXY).text());
        }
    }

    @Test
    void aChainThatIsNotVerifiedIsNamed() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            clinic.settings.put(LinkSettings.CA, new String[0]);
            clinic.settings.put(LinkSettings.INSECURE, "true");

            Finding certificate = clinic.examine().of(Check.CERTIFICATE);

            assertEquals(Result.PASSED, certificate.result());
            assertTrue(certificate.text().contains("not verified"), certificate.text());
        }
    }

    @Test
    void aLinkThatIsNotThereIsNamed() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            clinic.probing = false;

            Diagnosis diagnosis = clinic.examine();

            assertTrue(diagnosis.of(Check.DNS).text().contains("io.aclk.link"), TextReport.of(diagnosis));
            assertEquals(Verdict.FAILED, diagnosis.verdict());
        }
    }

    @Test
    @Timeout(20)
    void theEndOfTheBundleEndsAnExamination() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            clinic.cloud.on("env", exchange -> {
                clinic.stopping.abort();
                exchange.untilClosed();
            });

            assertThrows(CancellationException.class, clinic::examine);
        }
    }

    @Test
    void everyCheckHasItsLineInOrder() throws Exception {
        try (Clinic clinic = new Clinic(dir)) {
            clinic.cloud.answer("env", 404, "text/plain", "");
            Diagnosis diagnosis = clinic.examine();

            List<String> lines = TextReport.of(diagnosis).lines().toList();

            List<String> titles =
                    Arrays.stream(Check.values()).map(Check::title).toList();
            assertEquals(
                    titles,
                    lines.stream()
                            .filter(line -> line.matches("(passed|FAILED|not reached) .*"))
                            .map(line -> line.substring(13, Math.min(line.length(), 31))
                                    .strip())
                            .toList());
            int failed = 2 + titles.indexOf("/env");
            assertTrue(lines.get(failed + 1).strip().startsWith("cause: "), lines.toString());
            assertTrue(lines.get(failed + 2).strip().startsWith("cure:  "), lines.toString());
            assertEquals("The link to " + diagnosis.url() + " (the agent does not run)", lines.get(0));
            assertEquals(diagnosis.summary(), lines.get(lines.size() - 1));
            assertTrue(diagnosis.of(Check.ENV).took().orElseThrow().compareTo(Duration.ZERO) > 0);
        }
    }

    private Clinic running(LinkStatus status) throws Exception {
        Clinic clinic = new Clinic(dir);
        clinic.agent = Agent.RUNNING;
        clinic.link = Optional.<Link>of(new TestParts.Turning(status, status, () -> false));
        return clinic;
    }

    private static Set<Check> with(Diagnosis diagnosis, Result result) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.result() == result)
                .map(Finding::check)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Check.class)));
    }
}
