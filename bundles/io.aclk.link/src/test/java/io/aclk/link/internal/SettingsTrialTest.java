package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.transport.DisconnectCause;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration hears of settings that are in force, and of those that shall be. */
class SettingsTrialTest {

    @TempDir
    Path directory;

    private LinkFixture link;

    @BeforeEach
    void makeLink() {
        link = new LinkFixture(directory);
    }

    private void givenAnOnlineLink() {
        link.link.change(inputs -> inputs.config = link.config);
        link.complete();
        assertTrue(link.status().online());
    }

    private static LinkSettings candidate(String url, Map<String, Object> more) {
        Map<String, Object> changes = new HashMap<>(more);
        changes.put(LinkSettings.URL, url);
        return LinkFixture.settings(changes);
    }

    private void propose(LinkSettings candidate) {
        link.change(inputs -> inputs.candidate = candidate);
    }

    private List<String> verdicts() {
        return link.config.judged.stream()
                .map(verdict -> verdict.candidate().url().getHost() + " "
                        + verdict.failure().orElse("works"))
                .toList();
    }

    private List<String> asked() {
        return link.network.calls.stream()
                .map(call -> call.uri().getHost() + " " + FakeNetwork.name(call))
                .toList();
    }

    @Test
    void aCandidateThatWorksIsSaidToAndTheConnectionStays() {
        givenAnOnlineLink();
        link.network.calls.clear();
        propose(candidate("https://new.example", Map.of()));

        assertEquals(List.of("new.example works"), verdicts());
        assertEquals(List.of("new.example env", "localhost challenge"), asked(), "no further than the challenge");
        assertEquals(1, link.transport.sessions.size());
        assertFalse(link.transport.last().disconnected);
    }

    @Test
    void aCandidateThatDoesNotWorkIsSaidWhyOnce() {
        givenAnOnlineLink();
        link.network.answers = name -> FakeNetwork.reply(404, "");
        propose(candidate("https://new.example", Map.of()));

        assertEquals(List.of("new.example the cloud answered HTTP 404"), verdicts());
        assertTrue(link.status().online());
        link.change(inputs -> {});
        assertEquals(1, verdicts().size(), "proven once");

        link.network.answers = name -> null;
        propose(null);
        propose(candidate("https://new.example", Map.of()));
        assertEquals("new.example works", verdicts().get(1), "written again, it is proven again");
    }

    @Test
    void aCandidateThatFailedIsNotTakenJustBecauseTheLinkIsLostForAMoment() {
        givenAnOnlineLink();
        link.network.answers = name -> link.network
                        .calls
                        .get(link.network.calls.size() - 1)
                        .uri()
                        .getHost()
                        .equals("new.example")
                ? FakeNetwork.reply(404, "")
                : null;
        propose(candidate("https://new.example", Map.of()));
        link.lose(DisconnectCause.SOCKET_ERROR);

        assertEquals(1, verdicts().size());
        link.nextAttemptIfAny();
        assertTrue(link.status().online());
    }

    @Test
    void offlineThereIsNothingToLose() {
        link.network.answers = name -> FakeNetwork.reply(500, "");
        link.link.change(inputs -> inputs.config = link.config);
        link.complete();
        propose(candidate("https://new.example", Map.of()));

        assertEquals(List.of("new.example works"), verdicts());
    }

    @Test
    void aConnectionThatIsLostWhileACandidateIsProvenLeavesNothingToLose() {
        givenAnOnlineLink();
        link.holdWork();
        propose(candidate("https://new.example", Map.of()));
        assertEquals(List.of(), verdicts());
        link.lose(DisconnectCause.SOCKET_ERROR);

        assertEquals(List.of("new.example works"), verdicts());
        link.work();
        assertEquals(1, verdicts().size(), "the probe that was ended says nothing");
    }

    @Test
    void aCandidateThatChangesIsProvenInPlaceOfTheFormer() {
        givenAnOnlineLink();
        link.holdWork();
        propose(candidate("https://first.example", Map.of()));
        propose(candidate("https://second.example", Map.of()));
        link.work();

        assertEquals(List.of("second.example works"), verdicts());
    }

    @Test
    void aCandidateThatIsTakenBackIsNotJudged() {
        givenAnOnlineLink();
        link.holdWork();
        propose(candidate("https://new.example", Map.of()));
        propose(null);
        link.work();

        assertEquals(List.of(), verdicts());
        assertFalse(asked().contains("new.example env"), "the probe was ended");
    }

    @Test
    void aConfigurationThatIsReplacedHearsTheVerdictToo() {
        givenAnOnlineLink();
        propose(candidate("https://new.example", Map.of()));
        FakeConfig other = new FakeConfig();
        link.change(inputs -> inputs.config = other);

        assertEquals(1, other.judged.size());
        assertEquals(1, other.connected.size());
    }

    @Test
    void whatBelongsToAnotherIdentityOrSwitchesOffIsNotProven() {
        givenAnOnlineLink();
        link.network.calls.clear();
        propose(candidate("https://new.example", Map.of(LinkSettings.ENABLED, "false")));
        propose(candidate("https://new.example", Map.of(LinkSettings.CLAIMED_ID, "another")));

        assertEquals(2, verdicts().size());
        assertEquals(List.of(), asked());
    }

    @Test
    void saysWhetherTheLinkIsOnlineOrTriesToBe() {
        assertFalse(link.active);
        givenAnOnlineLink();
        assertTrue(link.active);
        link.lose(DisconnectCause.SOCKET_ERROR);
        assertTrue(link.active, "it tries again");

        Map<String, Consumer<LinkInputs>> missing = Map.of(
                "identity", inputs -> inputs.identity = null,
                "network", inputs -> inputs.network = null,
                "transport", inputs -> inputs.transport = null,
                "dispatcher", inputs -> inputs.inbox = null,
                "configuration", inputs -> inputs.settings = null,
                "enabled", inputs -> inputs.settings = LinkFixture.settings(Map.of(LinkSettings.ENABLED, "false")));
        missing.forEach((what, takeAway) -> {
            link.change(takeAway);
            assertFalse(link.active, what);
            link.complete();
            assertTrue(link.active, what);
        });

        link.change(inputs -> {
            inputs.settings = null;
            inputs.settingsProblem = "the file of proxy.file is gone";
        });
        assertTrue(link.active, "that is the fault of the settings");
        link.complete();
        link.link.throwSwitch(false, "the owner");
        link.loop.run();
        assertFalse(link.active, "switched off");
        link.link.throwSwitch(true, "the owner");
        link.loop.run();
        assertTrue(link.active);
        link.link.shutdown();
        link.loop.run();
        assertFalse(link.active, "it ends");
    }

    @Test
    void saysWithWhichSettingsTheLinkIsOnline() {
        givenAnOnlineLink();
        assertEquals(1, link.config.connected.size());
        link.set(Map.of(LinkSettings.QUERY_THREADS, "3"));
        assertEquals(3, link.config.connected.get(1).queryThreads());

        link.change(inputs -> {});
        assertEquals(2, link.config.connected.size(), "each once");
        link.set(Map.of(LinkSettings.URL, "https://other.example"));
        assertEquals(
                Optional.of("other.example"),
                Optional.of(link.config.connected.get(2).url().getHost()));
    }

    @Test
    void aLinkThatEndsEndsTheProbe() {
        givenAnOnlineLink();
        link.holdWork();
        propose(candidate("https://new.example", Map.of()));
        link.link.shutdown();
        link.loop.run();
        link.work();

        assertEquals(List.of(), verdicts());
        assertFalse(asked().contains("new.example env"));
    }
}
