package io.aclk.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.claim.ClaimResult;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    private static final Path DIR = Path.of("/opt/agent");

    private final FakeLink link = new FakeLink();
    private final FakeClaiming claiming = new FakeClaiming();

    @Test
    void statusIsTextOrJson() {
        Outcome text = status().run(List.of(), "me");
        Outcome json = status().run(List.of("--json"), "me");

        assertEquals(0, text.exit());
        assertTrue(text.out().startsWith("ACLK Available: Yes\n"), text.out());
        assertTrue(json.out().startsWith("{\"aclk-available\":true,"), json.out());
        assertTrue(json.out().endsWith("}\n"), json.out());
    }

    @Test
    void statusShowsWhatTheRuntimeHasToSay() {
        String notice = "Last update: feature \"aclk\" was rolled back";
        StatusCommand status = new StatusCommand(link, null, null, () -> List.of(notice, "Another"));

        String text = status.run(List.of(), "me").out();
        assertTrue(text.endsWith("\n" + notice + "\nAnother\n"), text);
        String json = status.run(List.of("--json"), "me").out();
        assertTrue(
                json.endsWith(",\"notices\":[\"Last update: feature \\\"aclk\\\" was rolled back\",\"Another\"]}\n"),
                json);
        assertEquals(
                Missing.LINK + "\n" + notice + "\n",
                new StatusCommand(null, null, null, () -> List.of(notice))
                        .run(List.of(), "me")
                        .err());
    }

    @Test
    void statusHasNoNoticesWithoutARuntimeThatHasSome() {
        String json = status().run(List.of("--json"), "me").out();
        assertTrue(json.endsWith(",\"notices\":[]}\n"), json);
        assertEquals(
                status().run(List.of(), "me").out().lines().count(),
                new StatusCommand(link, null, null, List::of)
                        .run(List.of(), "me")
                        .out()
                        .lines()
                        .count());
    }

    @Test
    void statusSaysWhyItIsOfflineAndWhatIsMissing() {
        Outcome outcome = status().run(List.of(), "me");
        String err = outcome.err();

        assertTrue(outcome.out().contains("\nWhy: " + FakeLink.REASON), outcome.out());
        assertTrue(err.contains("feature agent"), err);
        assertTrue(err.contains("io.aclk.config"), err);
    }

    @Test
    void everyCommandNamesTheBundleThatIsMissing() {
        assertEquals(Outcome.failed(Missing.LINK), new StatusCommand(null, null, null, null).run(List.of(), "me"));
        assertEquals(Outcome.failed(Missing.CLAIMING), new UnclaimCommand(null).run(List.of(), "me"));
        assertEquals(Outcome.failed(Missing.LINK), new LinkCommand(null, null).run(List.of("stop"), "me"));
        assertEquals(
                Outcome.failed(Missing.CLAIMING),
                new ClaimCommand(DIR, Duration.ZERO, Duration.ZERO).run(List.of("--token", "t"), "me"));
    }

    @Test
    void theLinkIsSwitchedInTheNameOfTheUser() {
        assertEquals(0, new LinkCommand(link, null).run(List.of("stop"), "eve").exit());
        assertEquals(
                0, new LinkCommand(link, null).run(List.of("start"), "adam").exit());

        assertEquals(List.of("stop eve", "start adam"), link.switched());
    }

    @Test
    void aLinkThatASettingKeepsOffIsNotCalledOn() {
        assertEquals(
                Outcome.done(
                        "the link is switched on, but enabled = false in conf/io.aclk.link.cfg line 3 keeps it off"),
                new LinkCommand(link, disabled()).run(List.of("start"), "me"));

        FakeConfig enabled = new FakeConfig();
        enabled.add("enabled", "true", "default", List.of(), null);
        assertEquals(
                Outcome.done("the link is switched on"), new LinkCommand(link, enabled).run(List.of("start"), "me"));
    }

    @Test
    @Timeout(20)
    void aClaimDoesNotWaitForALinkThatIsSwitchedOff() {
        claiming.answer(new ClaimResult(true, "", 1));
        link.off("eve at 2026-01-01T12:00:00Z");
        ClaimCommand command = new ClaimCommand(DIR, Duration.ZERO, Duration.ofMinutes(1));
        command.claiming = claiming;
        command.link = link;

        assertEquals(
                Outcome.done("Netdata Agent is claimed to Netdata Cloud, but the link is switched off by eve at"
                        + " 2026-01-01T12:00:00Z; 'bin/aclk link start --dir /opt/agent' switches it on"),
                command.run(List.of("--token", "t"), "me"));
    }

    @Test
    @Timeout(20)
    void aClaimDoesNotWaitForALinkThatASettingKeepsOff() {
        claiming.answer(new ClaimResult(true, "", 1));
        ClaimCommand command = new ClaimCommand(DIR, Duration.ZERO, Duration.ofMinutes(1));
        command.claiming = claiming;
        command.link = link;
        command.config = disabled();

        assertEquals(
                Outcome.done(
                        "Netdata Agent is claimed to Netdata Cloud, but the link is switched off by enabled = false"
                                + " in conf/io.aclk.link.cfg line 3; it connects once that is removed"),
                command.run(List.of("--token", "t"), "me"));
    }

    private static FakeConfig disabled() {
        FakeConfig config = new FakeConfig();
        config.add("enabled", "false", "conf/io.aclk.link.cfg line 3", List.of("default"), null);
        return config;
    }

    @Test
    void aClaimPassesOnEveryValue() {
        claiming.answer(new ClaimResult(true, "", 1));

        claim("--token", "t", "--rooms", "a, b,,", "--url=https://x:1", "--proxy", "none", "--pin", "p", "--insecure");

        ClaimRequest request = claiming.request();
        assertEquals("t", request.token());
        assertEquals(List.of("a", "b"), request.rooms());
        assertEquals(Optional.of(URI.create("https://x:1")), request.url());
        assertEquals(Optional.of("none"), request.proxy());
        assertEquals(Optional.of("p"), request.pin());
        assertEquals(Optional.of(true), request.insecure());
        assertEquals(Optional.<Path>empty(), request.ca());
    }

    @Test
    void aClaimThatIsRefusedGivesTheReason() {
        claiming.answer(new ClaimResult(false, "Failed: token is expired, not found, or invalid", 1));

        assertEquals(Outcome.failed("Failed: token is expired, not found, or invalid"), claim("--token", "t"));
    }

    @Test
    @Timeout(20)
    void aClaimDuringTheStartWaitsForClaimingAndTheLink() throws Exception {
        claiming.answer(new ClaimResult(true, "", 1));
        link.online(FakeClaiming.CLAIM_ID);
        ClaimCommand command = new ClaimCommand(DIR, Duration.ofSeconds(10), Duration.ofSeconds(10));
        FutureTask<Outcome> claim = new FutureTask<>(() -> command.run(List.of("--token", "t"), "me"));
        Thread claimant = new Thread(claim, "claimant");
        claimant.start();

        awaitWaiting(claimant);
        command.claiming = claiming;
        command.link = link;

        Outcome outcome = claim.get(10, TimeUnit.SECONDS);
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains("is currently online"), outcome.out());
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aClaimEndsWithTheStateOfTheLink() {
        claiming.answer(new ClaimResult(true, "", 1));

        assertTrue(
                claim("--token", "t").out().contains("but it is currently offline: offline (" + FakeLink.REASON + ")"));

        link.online(FakeClaiming.CLAIM_ID);
        assertTrue(claim("--token", "t").out().contains("is currently online"));

        link.online("another claim id");
        assertTrue(claim("--token", "t").out().contains("currently offline"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--token",
                "--token= ",
                "secret",
                "--secret=secret",
                "--token=secret --url=secret",
                "--token=secret --url=ftp://x",
                "--token=secret extra",
                "--rotate-key --token=secret",
                "--adopt",
                "--lift-ban now"
            })
    void wrongUsageIsToldWithoutTheValues(String args) {
        Outcome outcome = claim(args.isEmpty() ? new String[0] : args.split(" "));

        assertEquals(2, outcome.exit());
        assertTrue(outcome.err().contains("usage: claim"), outcome.err());
        assertFalse(outcome.err().replace("--secret", "").contains("secret"), outcome.err());
    }

    @Test
    void wrongUsageOfTheOthers() {
        assertEquals(2, status().run(List.of("--xml"), "me").exit());
        assertEquals(2, new LinkCommand(link, null).run(List.of("pause"), "me").exit());
        assertEquals(2, new LinkCommand(link, null).run(List.of(), "me").exit());
        assertEquals(2, new UnclaimCommand(claiming).run(List.of("now"), "me").exit());
    }

    @Test
    void anIdentityIsChangedInTheNameOfTheUser() {
        claiming.answer(new ClaimResult(true, "", 1));
        link.online(FakeClaiming.CLAIM_ID);

        Outcome rotated = claim("--rotate-key");
        assertEquals("rotate", claiming.act());
        assertTrue(rotated.out().contains("with a new key and is currently online"), rotated.out());

        Outcome adopted = claim("--adopt", "/var/lib/netdata/cloud.d");
        assertEquals("adopt /var/lib/netdata/cloud.d me", claiming.act());
        assertTrue(adopted.out().contains("/var/lib/netdata/cloud.d and is currently online"), adopted.out());

        assertEquals(0, claim("--adopt=/other").exit());
        assertEquals("adopt /other me", claiming.act());
    }

    @Test
    void aRefusedChangeGivesTheReason() {
        claiming.answer(new ClaimResult(false, "Failed: agent is already claimed", 1));

        assertEquals(Outcome.failed("Failed: agent is already claimed"), claim("--rotate-key"));
        assertEquals(Outcome.failed("Failed: agent is already claimed"), claim("--adopt", "/x"));
        assertEquals(
                Outcome.failed("the agent stays as it is: it was not claimed"),
                new UnclaimCommand(claiming).run(List.of(), "me"));
    }

    @Test
    void unclaimingNamesTheArchive() {
        claiming.answer(new ClaimResult(true, "", 1));

        Outcome outcome = new UnclaimCommand(claiming).run(List.of(), "eve");

        assertEquals("unclaim eve", claiming.act());
        assertEquals(0, outcome.exit());
        assertTrue(outcome.out().contains("/archive"), outcome.out());
    }

    @Test
    void aBanIsLiftedOnlyIfThereIsOne() {
        assertEquals(1, claim("--lift-ban").exit());
        link.banned();
        link.online("a claim id");
        assertEquals(Outcome.done("The ban is lifted and the agent is currently online."), claim("--lift-ban"));
        assertEquals(List.of("lift me", "lift me"), link.switched());
    }

    @Test
    void aCloudThatSaysNothingAfterALiftedBanIsNoSuccess() {
        link.banned();
        Outcome silent = claim("--lift-ban");

        assertEquals(1, silent.exit());
        assertTrue(silent.err().startsWith("the ban is forgotten here, but the cloud did not accept"), silent.err());

        link.off("eve at 2026-01-01T12:00:00Z");
        Outcome off = claim("--lift-ban");
        assertEquals(0, off.exit());
        assertTrue(off.out().startsWith("The ban is lifted, but the link is switched off by eve"), off.out());
    }

    @Test
    void aCloudThatBansAgainIsNamedWithItsReason() {
        link.bannedAgain("cloud.test", "licence expired");

        assertEquals(
                Outcome.failed("cloud.test still bans this agent: licence expired; ask its operator"),
                claim("--lift-ban"));

        link.online("a claim id");
        assertEquals(Outcome.done("The ban is lifted and the agent is currently online."), claim("--lift-ban"));
    }

    @Test
    void theControlSocketGetsAMap() {
        assertEquals(
                Map.of("exit", 0, "out", "the link is switched off until 'link start'\n", "err", ""),
                new LinkCommand(link, null).apply(Map.of("args", List.of("stop"), "user", "me")));
    }

    private StatusCommand status() {
        return new StatusCommand(link, null, null, null);
    }

    private Outcome claim(String... args) {
        ClaimCommand command = new ClaimCommand(DIR, Duration.ZERO, Duration.ofMillis(200));
        command.claiming = claiming;
        command.link = link;
        return command.run(List.of(args), "me");
    }
}
