package io.aclk.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.EffectiveConfig.Change;
import io.aclk.api.config.LinkSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wrong proxy or URL never costs the working link. */
class CandidateTest {

    private static final String WHY = "connection refused by bad:1";
    private static final Duration JUST_UNDER = Trials.ONLINE.minusSeconds(1);

    @TempDir
    Path dir;

    private Harness harness;

    @BeforeEach
    void aLinkThatIsOnline() throws Exception {
        harness = new Harness(dir);
        harness.cloudConf("url = https://cloud.example\nproxy = none\nclaimed_id = " + Harness.CLAIM_ID + "\n");
        harness.activate();
        harness.settings(1);
        online();
    }

    @AfterEach
    void stop() throws InterruptedException {
        harness.close();
    }

    @Test
    void aChangeIsACandidateWhileTheOldValuesStayInForce() throws Exception {
        proxy("http://new:3128");
        LinkSettings candidate = harness.candidate().orElseThrow();
        assertEquals("http://new:3128", candidate.network().proxy());
        assertEquals(URI.create("https://cloud.example"), candidate.url());
        assertEquals(Optional.of(Harness.CLAIM_ID), candidate.claimedId());
        assertEquals("none", harness.inForce().network().proxy());
        Change change = harness.setting("proxy").change().orElseThrow();
        assertEquals(Change.Kind.CANDIDATE, change.kind());
        assertEquals("http://new:3128", change.value());
        assertEquals(netdataConf() + " line 2", change.source());
        assertEquals("none", harness.setting("proxy").value());
        assertEquals(Optional.empty(), harness.setting("url").change());
    }

    @Test
    void everyKeyThatCanCostTheLinkIsTriedFirst() throws Exception {
        Path ca = Files.writeString(dir.resolve("ca.pem"), Harness.CERTIFICATE);
        for (Map.Entry<String, String> changed : Map.of(
                        "url", "https://other.example",
                        "proxy", "http://new:1",
                        "insecure", "true",
                        "ca", ca.toString(),
                        "pin", "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                .entrySet()) {
            harness.config.modified(Map.of(changed.getKey(), changed.getValue()));
            assertTrue(harness.candidate().isPresent(), changed.getKey());
            harness.config.modified(Map.of());
            assertEquals(Optional.empty(), harness.candidate(), changed.getKey());
        }
    }

    @Test
    void otherKeysTakeEffectAtOnce() throws Exception {
        harness.netdataConf("query threads = 3\nscope = license manager\nconversation log = yes\n");
        LinkSettings settings = harness.inForce();
        assertEquals(3, settings.queryThreads());
        assertEquals("license manager", settings.scope());
        assertTrue(settings.conversationLog());
        assertEquals(Optional.empty(), harness.candidate());
        harness.netdataConf("enabled = no\n");
        assertFalse(harness.inForce().enabled());
    }

    @Test
    void otherKeysTakeEffectBesideACandidate() throws Exception {
        harness.netdataConf("proxy = http://new:1\nquery threads = 3\n");
        assertEquals(3, harness.inForce().queryThreads());
        assertEquals("none", harness.inForce().network().proxy());
        assertTrue(harness.candidate().isPresent());
    }

    @Test
    void oneThatPassedIsInForceOnTrialUntilTheLinkIsOnlineWithIt() throws Exception {
        proxy("http://new:1");
        judge(Optional.empty());
        assertEquals("http://new:1", harness.inForce().network().proxy());
        assertEquals(Optional.empty(), harness.candidate());
        Change change = harness.setting("proxy").change().orElseThrow();
        assertEquals(Change.Kind.TRIAL, change.kind());
        assertEquals("none", change.value());
        assertEquals("http://new:1", harness.setting("proxy").value());

        offline();
        harness.pass(JUST_UNDER);
        online();
        harness.config.connected(harness.inForce());
        harness.awaitRead();
        harness.pass(Trials.ONLINE);
        harness.awaitRead();
        assertEquals("http://new:1", harness.inForce().network().proxy());
        assertEquals(Optional.empty(), harness.setting("proxy").change());
        assertEquals(List.of(), harness.config.problems());
        assertFalse(Files.exists(kept()));
    }

    @Test
    void oneThatDoesNotPassIsRefusedAndSaysWhy() throws Exception {
        proxy("http://user:secret@bad:1");
        judge(Optional.of("connection refused\nby bad:1"));
        assertEquals("none", harness.inForce().network().proxy());
        assertEquals(Optional.empty(), harness.candidate());
        assertEquals(
                List.of(netdataConf() + " line 2: the new value of 'proxy' does not work: " + WHY
                        + "; none stays in force until that is changed"),
                harness.config.problems());
        Change change = harness.setting("proxy").change().orElseThrow();
        assertEquals(Change.Kind.REFUSED, change.kind());
        assertEquals("http://X@bad:1", change.value());
        assertEquals(WHY, change.detail());

        // reading it again, and an end of the connection, change nothing
        offline();
        harness.awaitRead();
        online();
        harness.awaitRead();
        assertEquals(Optional.empty(), harness.candidate());
        assertEquals("none", harness.inForce().network().proxy());
        assertFalse(everything().contains("secret"), everything());
    }

    @Test
    void refusedValuesStayRefusedOverARestartUntilTheSourceChanges() throws Exception {
        harness.netdataConf("proxy = http://user:secret@good:1\n");
        judge(Optional.empty());
        harness.config.connected(harness.inForce());
        proxy("http://user:geheim@bad:1");
        judge(Optional.of(WHY));
        restart(false);
        assertEquals("http://user:secret@good:1", harness.inForce().network().proxy());
        assertTrue(harness.config.problems().get(0).contains(WHY));
        assertTrue(harness.config.problems().get(0).contains("http://X@good:1 stays in force"));
        assertFalse(everything().contains("geheim"), everything());
        harness.awaitRead();
        restart(false);
        assertEquals("http://user:secret@good:1", harness.inForce().network().proxy(), "after the second one, too");

        proxy("http://third:1");
        assertEquals("http://third:1", harness.inForce().network().proxy(), "nothing is online");
        assertEquals(List.of(), harness.config.problems());
        assertFalse(Files.exists(kept()));
    }

    @Test
    void whatIsChangedWhileTheAgentIsStoppedIsNotTakenForWhatWasRefused() throws Exception {
        proxy("http://bad:1");
        judge(Optional.of(WHY));
        harness.stop();
        proxy("http://mended:1");
        harness.activate(false);
        harness.awaitRead();
        assertEquals("http://mended:1", harness.inForce().network().proxy());
        assertEquals(List.of(), harness.config.problems());
    }

    @Test
    void aMistakeInThePlaceOfARefusedValueEndsTheRefusal() throws Exception {
        for (Map.Entry<String, String> refused : Map.of(
                        "proxy", "http://bad:1", "pin", "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                .entrySet()) {
            String key = refused.getKey();
            harness.config.modified(Map.of(key, refused.getValue()));
            judge(Optional.of(WHY));
            assertTrue(harness.config.problems().get(0).contains(WHY));
            String inForce = harness.setting(key).value();

            harness.config.modified(Map.of(key, "foo://bar"));
            harness.awaitRead();
            List<String> problems = harness.config.problems();
            assertEquals(1, problems.size(), problems.toString());
            assertTrue(problems.get(0).contains(": the value of '" + key + "' wants "), problems.get(0));
            assertTrue(problems.get(0).endsWith("; the last good value stays in force"), problems.get(0));
            assertEquals(Optional.empty(), harness.candidate());
            assertEquals(Optional.empty(), harness.setting(key).change());
            assertEquals(inForce, harness.setting(key).value());
            assertFalse(Files.exists(kept()));
            harness.awaitRead();
            assertEquals(problems, harness.config.problems());

            harness.config.modified(Map.of(key, refused.getValue()));
            assertTrue(harness.candidate().isPresent(), "tried again");
            harness.config.modified(Map.of());
            assertEquals(Optional.empty(), harness.candidate());
        }
    }

    @Test
    void aMistakeInOneOfTwoRefusedValuesLeavesTheOtherToBeTriedAlone() throws Exception {
        harness.netdataConf("cloud base url = https://other.example\nproxy = http://bad:1\n");
        judge(Optional.of(WHY));
        harness.netdataConf("cloud base url = https://other.example\nproxy = foo://bar\n");
        LinkSettings candidate = harness.candidate().orElseThrow();
        assertEquals(URI.create("https://other.example"), candidate.url());
        assertEquals("none", candidate.network().proxy());
    }

    @Test
    void refusedValuesThatAreWrittenAgainAreTriedAgain() throws Exception {
        proxy("http://bad:1");
        judge(Optional.of(WHY));
        harness.netdataConf("# nothing\n");
        assertEquals(Optional.empty(), harness.candidate());
        assertEquals(List.of(), harness.config.problems());
        proxy("http://bad:1");
        assertTrue(harness.candidate().isPresent());
    }

    @Test
    void oldValuesReturnWhenTheLinkDoesNotComeOnline() throws Exception {
        harness.netdataConf("cloud base url = https://other.example\nproxy = http://new:1\n");
        judge(Optional.empty());
        offline();
        harness.pass(JUST_UNDER);
        assertEquals(URI.create("https://other.example"), harness.inForce().url());
        int writes = harness.admin.writes();
        harness.pass(Duration.ofSeconds(1));
        assertEquals("none", harness.settings(writes + 1).network().proxy());
        assertEquals(URI.create("https://cloud.example"), harness.inForce().url());
        String end = " does not work: " + Trials.NOT_ONLINE + "; ";
        assertEquals(
                List.of(
                        netdataConf() + " line 2: the new value of 'url'" + end
                                + "https://cloud.example stays in force until that is changed",
                        netdataConf() + " line 3: the new value of 'proxy'" + end
                                + "none stays in force until that is changed"),
                harness.config.problems());
        restart(false);
        assertEquals(URI.create("https://cloud.example"), harness.inForce().url());
    }

    @Test
    void onlyALinkThatTriesCanFail() throws Exception {
        proxy("http://new:1");
        judge(Optional.empty());
        offline();
        harness.pass(JUST_UNDER);
        harness.config.inactive(Map.of());
        harness.awaitRead();
        harness.pass(Trials.ONLINE);
        assertEquals("http://new:1", harness.inForce().network().proxy(), "switched off in the middle of the trial");
        assertEquals(
                Change.Kind.TRIAL,
                harness.setting("proxy").change().orElseThrow().kind());

        harness.config.active(Map.of());
        harness.awaitRead();
        harness.pass(JUST_UNDER);
        assertEquals("http://new:1", harness.inForce().network().proxy(), "the time begins anew");
        int writes = harness.admin.writes();
        harness.pass(Duration.ofSeconds(1));
        assertEquals("none", harness.settings(writes + 1).network().proxy());
        assertTrue(harness.config.problems().get(0).contains(Trials.NOT_ONLINE));
    }

    @Test
    void aCandidateOfALinkThatIsSwitchedOffIsTriedWhenItIsSwitchedOn() throws Exception {
        proxy("http://new:1");
        assertTrue(harness.candidate().isPresent());
        harness.config.inactive(Map.of());
        offline();
        harness.awaitRead();
        harness.pass(Trials.ONLINE);
        assertEquals("http://new:1", harness.inForce().network().proxy());
        harness.config.active(Map.of());
        harness.config.connected(harness.inForce());
        harness.awaitRead();
        assertEquals(Optional.empty(), harness.setting("proxy").change());
        assertEquals(List.of(), harness.config.problems());
    }

    @Test
    void aTrialGoesOnWhenTheLinkIsEnabledAgain() throws Exception {
        proxy("http://new:1");
        judge(Optional.empty());
        offline();
        for (String enabled : List.of("no", "yes")) {
            harness.netdataConf("enabled = " + enabled + "\nproxy = http://new:1\n");
            assertEquals("http://new:1", harness.inForce().network().proxy());
            assertEquals(
                    Change.Kind.TRIAL,
                    harness.setting("proxy").change().orElseThrow().kind());
        }
        int writes = harness.admin.writes();
        harness.pass(Trials.ONLINE);
        assertEquals("none", harness.settings(writes + 1).network().proxy());
    }

    @Test
    void aCandidateOfALinkThatIsNotEnabledIsOnTrial() throws Exception {
        proxy("http://new:1");
        assertTrue(harness.candidate().isPresent());
        harness.netdataConf("enabled = no\nproxy = http://new:1\n");
        assertEquals("http://new:1", harness.inForce().network().proxy());
        assertEquals(Optional.empty(), harness.candidate());
        assertEquals(
                Change.Kind.TRIAL,
                harness.setting("proxy").change().orElseThrow().kind());
    }

    @Test
    void aConnectionWithOtherSettingsProvesNothing() throws Exception {
        LinkSettings old = harness.inForce();
        proxy("http://new:1");
        judge(Optional.empty());
        harness.config.connected(old);
        harness.awaitRead();
        assertEquals(
                Change.Kind.TRIAL,
                harness.setting("proxy").change().orElseThrow().kind());
    }

    @Test
    void aVerdictOnAnEarlierCandidateIsPassedOver() throws Exception {
        proxy("http://first:1");
        LinkSettings first = harness.candidate().orElseThrow();
        proxy("http://second:1");
        assertEquals(
                "http://second:1", harness.candidate().orElseThrow().network().proxy());
        harness.config.judged(first, Optional.of(WHY));
        harness.awaitRead();
        assertTrue(harness.candidate().isPresent());
        harness.config.judged(first, Optional.empty());
        assertEquals("none", harness.inForce().network().proxy());
        judge(Optional.empty());
        assertEquals("http://second:1", harness.inForce().network().proxy());
    }

    @Test
    void aCandidateThatIsEditedBackIsForgotten() throws Exception {
        proxy("http://new:1");
        LinkSettings candidate = harness.candidate().orElseThrow();
        harness.netdataConf("");
        assertEquals(Optional.empty(), harness.candidate());
        harness.config.judged(candidate, Optional.empty());
        assertEquals("none", harness.inForce().network().proxy());
        assertFalse(Files.exists(kept()));
    }

    @Test
    void aTrialThatIsEditedBackIsOver() throws Exception {
        proxy("http://new:1");
        judge(Optional.empty());
        offline();
        harness.netdataConf("");
        assertEquals("none", harness.inForce().network().proxy());
        harness.pass(Trials.ONLINE);
        harness.awaitRead();
        assertEquals(List.of(), harness.config.problems());
        assertEquals(Optional.empty(), harness.setting("proxy").change());
    }

    @Test
    void aChangeDuringATrialIsTriedInItsTurnAndTheProvenValuesAreThoseThatReturn() throws Exception {
        proxy("http://new:1");
        judge(Optional.empty());
        offline();
        harness.pass(JUST_UNDER);
        proxy("http://newer:1");
        assertEquals("http://newer:1", harness.inForce().network().proxy());
        harness.pass(JUST_UNDER);
        assertEquals("http://newer:1", harness.inForce().network().proxy(), "with a time of its own");
        int writes = harness.admin.writes();
        harness.pass(Duration.ofSeconds(1));
        assertEquals("none", harness.settings(writes + 1).network().proxy());
    }

    @Test
    void withoutAVerdictTheCandidateIsInForceOnTrial() throws Exception {
        proxy("http://new:1");
        assertTrue(harness.candidate().isPresent());
        int writes = harness.admin.writes();
        harness.pass(Trials.VERDICT);
        assertEquals("http://new:1", harness.settings(writes + 1).network().proxy());
        assertEquals(
                Change.Kind.TRIAL,
                harness.setting("proxy").change().orElseThrow().kind());
    }

    @Test
    void aCandidateHasNothingToLoseOnceTheLinkIsOffline() throws Exception {
        proxy("http://new:1");
        assertTrue(harness.candidate().isPresent());
        int writes = harness.admin.writes();
        offline();
        assertEquals("http://new:1", harness.settings(writes + 1).network().proxy());
        harness.pass(Trials.ONLINE);
        assertEquals("none", harness.settings(writes + 2).network().proxy(), "the link was online before");
    }

    @Test
    void aChangeWhileNothingIsOnlineIsInForceAtOnceAndForGood() throws Exception {
        offline();
        proxy("http://new:1");
        assertEquals("http://new:1", harness.inForce().network().proxy());
        harness.pass(Trials.ONLINE);
        assertEquals("http://new:1", harness.inForce().network().proxy());
        assertEquals(List.of(), harness.config.problems());
    }

    @Test
    void anotherIdentityComesWithItsOwnServerAtOnce() throws Exception {
        proxy("http://new:1");
        assertTrue(harness.candidate().isPresent());
        harness.cloudConf("url = https://elsewhere.example\nclaimed_id = 11111111-1111-1111-1111-111111111111\n");
        LinkSettings settings = harness.inForce();
        assertEquals(URI.create("https://elsewhere.example"), settings.url());
        assertEquals("http://new:1", settings.network().proxy());
        assertEquals(Optional.empty(), harness.candidate());
        harness.pass(Trials.ONLINE);
        assertEquals(URI.create("https://elsewhere.example"), harness.inForce().url());
    }

    @Test
    void whatIsSwitchedOffIsNotTried() throws Exception {
        harness.netdataConf("enabled = no\nproxy = http://new:1\n");
        assertEquals("http://new:1", harness.inForce().network().proxy());
        assertEquals(Optional.empty(), harness.candidate());
        harness.pass(Trials.ONLINE);
        assertEquals("http://new:1", harness.inForce().network().proxy());
    }

    @Test
    void whatWasRefusedStaysSoThoughTheLinkIsSwitchedOffAndOn() throws Exception {
        proxy("http://bad:1");
        judge(Optional.of(WHY));
        offline();
        for (String enabled : List.of("no", "yes")) {
            harness.netdataConf("enabled = " + enabled + "\nproxy = http://bad:1\n");
            assertEquals("none", harness.inForce().network().proxy());
            assertEquals(
                    Change.Kind.REFUSED,
                    harness.setting("proxy").change().orElseThrow().kind());
        }
    }

    @Test
    void aRestartInTheMiddleOfATrialBeginsItAnew() throws Exception {
        proxy("http://new:1");
        judge(Optional.empty());
        restart(false);
        assertEquals("http://new:1", harness.inForce().network().proxy());
        harness.pass(JUST_UNDER);
        assertEquals("http://new:1", harness.inForce().network().proxy());
        int writes = harness.admin.writes();
        harness.pass(Duration.ofSeconds(1));
        assertEquals("none", harness.settings(writes + 1).network().proxy());
    }

    @Test
    void aCandidateIsOnTrialAfterARestart() throws Exception {
        proxy("http://new:1");
        assertTrue(harness.candidate().isPresent());
        restart(false);
        assertEquals("http://new:1", harness.inForce().network().proxy());
        int writes = harness.admin.writes();
        harness.pass(Trials.ONLINE);
        assertEquals("none", harness.settings(writes + 1).network().proxy());
    }

    @Test
    void anUpdateOfThisBundleDoesNotPutChangesInForceUnderALiveLink() throws Exception {
        harness.stop();
        proxy("http://new:1");
        harness.activate(true);
        assertEquals("none", harness.inForce().network().proxy());
        assertEquals("http://new:1", harness.candidate().orElseThrow().network().proxy());
        judge(Optional.of(WHY));
        restart(true);
        assertEquals("none", harness.inForce().network().proxy());
        assertTrue(harness.config.problems().get(0).contains(WHY));
    }

    @Test
    void aProofDuringAnUpdateOfThisBundleCounts() throws Exception {
        proxy("http://new:1");
        judge(Optional.empty());
        restart(true);
        harness.pass(Trials.ONLINE);
        harness.awaitRead();
        assertEquals("http://new:1", harness.inForce().network().proxy());
        assertEquals(List.of(), harness.config.problems());
    }

    @Test
    void aDamagedFileOfKeptValuesIsPassedOver() throws Exception {
        proxy("http://bad:1");
        judge(Optional.of(WHY));
        harness.stop();
        Files.writeString(kept(), "wanted.digest = x\\u00zz\n");
        harness.activate();
        assertEquals("http://bad:1", harness.inForce().network().proxy());
    }

    @Test
    void aValueThatIsTakenAwayIsTriedToo() throws Exception {
        proxy("http://good:1");
        judge(Optional.empty());
        harness.config.connected(harness.inForce());
        harness.netdataConf("");
        harness.cloudConf("url = https://cloud.example\nclaimed_id = " + Harness.CLAIM_ID + "\n");
        judge(Optional.of(WHY));
        assertEquals(
                List.of("default: 'proxy' without a value does not work: " + WHY
                        + "; http://good:1 stays in force until that is changed"),
                harness.config.problems());
    }

    // ---- steps

    private void online() {
        harness.config.online(Map.of());
    }

    private void offline() {
        harness.config.offline(Map.of());
    }

    private void proxy(String value) throws IOException {
        harness.netdataConf("proxy = " + value + "\n");
    }

    private void judge(Optional<String> failure) throws Exception {
        harness.config.judged(harness.candidate().orElseThrow(), failure);
        harness.awaitRead();
    }

    private void restart(boolean online) throws Exception {
        harness.stop();
        harness.activate(online);
        harness.awaitRead();
    }

    private String netdataConf() {
        return harness.instance.conf().resolve("netdata.conf").toString();
    }

    private Path kept() {
        return harness.instance.data().resolve("settings.kept");
    }

    /** All that people and other bundles can see, and all files outside cloud.d and the owner's own. */
    private String everything() throws Exception {
        StringBuilder all = new StringBuilder();
        all.append(harness.config.settings()).append(harness.config.problems());
        all.append(harness.admin.await(harness.admin.writes()));
        try (Stream<Path> files = Files.walk(harness.instance.data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.startsWith(harness.instance.cloudD())) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString();
    }
}
