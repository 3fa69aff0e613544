package io.aclk.doctor.internal;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkProbe.Depth;
import io.aclk.api.link.LinkProbe.Stage;
import io.aclk.api.link.LinkStatus;
import io.aclk.api.link.ProbeException;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Peer;
import io.aclk.doctor.internal.Diagnosis.Agent;
import io.aclk.doctor.internal.Diagnosis.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One visit of the doctor. It changes nothing: what is local is read, what is remote is asked by the very code that the
 * link connects with, up to {@code /env} beside a live connection, which answers for the rest.
 */
final class Examination {

    /** What to do about a missing bundle. */
    static final String START_BUNDLE =
            "restart the agent and look into log/error.log for the bundle that did not start, and why";

    private static final Duration QUERY_LIMIT = Duration.ofSeconds(10);

    private final Services services;
    private final Agent agent;
    private final boolean force;
    private final Clock clock;
    private final Duration stageLimit;
    private final AbortSignal abort;
    private final Map<Check, Finding> findings = new EnumMap<>(Check.class);

    /**
     * A visit.
     *
     * @param agent whether the services are those of a running agent
     * @param force probe although the link is switched off
     * @param stageLimit longest time of one stage of the probe
     * @param abort ends it
     */
    Examination(Services services, Agent agent, boolean force, Clock clock, Duration stageLimit, AbortSignal abort) {
        this.services = services;
        this.agent = agent;
        this.force = force;
        this.clock = clock;
        this.stageLimit = stageLimit;
        this.abort = abort;
    }

    /** Looks at everything; blocks. Used once. */
    Diagnosis run() throws InterruptedException {
        measured(Check.CONFIGURATION, () -> ConfigurationCheck.of(services));
        measured(Check.IDENTITY, () -> IdentityCheck.of(services));
        Optional<String> off = switchedOff();
        if (off.isPresent() && !force) {
            remaining("not tried, because the link is switched off");
        } else if (services.settings().isEmpty()) {
            remaining("");
        } else if (services.probe().isEmpty()) {
            put(Finding.failed(Check.DNS, "the bundle io.aclk.link is missing or stopped", START_BUNDLE));
        } else {
            probe(services.settings().get());
        }
        measured(Check.LOCAL_QUERY, () -> LocalQueryCheck.of(services, agent == Agent.RUNNING, QUERY_LIMIT));
        for (Check check : Check.values()) {
            findings.computeIfAbsent(check, missing -> Finding.notReached(missing, ""));
        }
        return diagnosis(off);
    }

    private void put(Finding finding) {
        findings.put(finding.check(), finding);
    }

    /** Puts a reason behind everything that only a probe could tell. */
    private void remaining(String why) {
        for (Check check : Check.values()) {
            if (check != Check.LOCAL_QUERY) {
                findings.computeIfAbsent(check, missing -> Finding.notReached(missing, why));
            }
        }
    }

    private interface Look {
        Finding look() throws InterruptedException;
    }

    private void measured(Check check, Look look) throws InterruptedException {
        long start = System.nanoTime();
        Finding finding = look.look();
        boolean reached = finding.result() != Finding.Result.NOT_REACHED;
        findings.put(
                check,
                finding.took(reached ? Optional.of(Duration.ofNanos(System.nanoTime() - start)) : Optional.empty()));
    }

    private Optional<LinkStatus> status() {
        return services.link().map(Link::status);
    }

    private boolean online() {
        return agent == Agent.RUNNING && status().map(LinkStatus::online).orElse(false);
    }

    /** Who switched the link off, if somebody did. */
    private Optional<String> switchedOff() {
        Optional<String> by = status().flatMap(LinkStatus::switchedOff);
        if (by.isPresent()) {
            return by.map(who -> "by " + who + "; " + services.commands().linkStart() + " switches it on");
        }
        return services.settings().filter(settings -> !settings.enabled()).isPresent()
                ? Optional.of("by the setting " + settings().named(LinkSettings.ENABLED))
                : Optional.empty();
    }

    private Settings settings() {
        return new Settings(
                services.settings().orElseThrow(),
                services.config().map(config -> config.settings()).orElse(List.of()));
    }

    private void probe(LinkSettings link) {
        boolean banned = status().flatMap(LinkStatus::ban).isPresent();
        boolean beside = online();
        ProbeRun run = new ProbeRun(clock, stageLimit, stage -> enough(stage, beside), abort);
        Story story =
                run.run(services.probe().orElseThrow(), link, beside || banned ? Depth.CHALLENGE : Depth.SUBSCRIPTION);
        reached(story);
        put(ClockCheck.of(story));
        put(FamiliesCheck.of(story));
        if (!story.steps().containsKey(Stage.PROXY)
                && (direct(link) || story.steps().containsKey(Stage.TLS) || failedAtServer(story))) {
            put(Finding.passed(Check.PROXY, "none: directly to the server"));
        }
        if (link.network().insecure() && story.passed(Stage.CERTIFICATE)) {
            put(trusting(findings.get(Check.CERTIFICATE)));
        }
        if (story.end() == Story.End.FAR_ENOUGH) {
            status().ifPresent(status -> LiveSession.of(status).forEach(this::put));
        } else if (story.failure().isPresent()) {
            failed(story);
        } else if (banned) {
            LinkStatus.Ban ban = status().flatMap(LinkStatus::ban).orElseThrow();
            String said = "\"" + ban.why() + "\", said " + ban.who() + " at " + ban.since();
            put(Finding.failed(
                    ban.removed()
                            ? CloudFaults.removed(Check.LOGIN, said, services.commands())
                            : CloudFaults.banned(Check.LOGIN, said, services.commands())));
        }
    }

    private static boolean direct(LinkSettings link) {
        return link.network().proxy().isEmpty() || link.network().proxy().equals("none");
    }

    /** Whether it was the server that no connection came about to: then no proxy is used, whatever the setting points to. */
    private static boolean failedAtServer(Story story) {
        return story.failure()
                .filter(failure -> failure.stage() == Stage.TCP)
                .map(Faults::below)
                .filter(below -> below.peer() == Peer.SERVER)
                .isPresent();
    }

    private static Finding trusting(Finding certificate) {
        return Finding.passed(certificate.check(), certificate.text() + "; not verified, because `insecure` is set")
                .took(certificate.took());
    }

    /** A second connection would take the place of the live one, also of one that came meanwhile. */
    private boolean enough(Stage stage, boolean beside) {
        return stage.compareTo(Stage.CHALLENGE) >= 0 && (beside || online());
    }

    private void reached(Story story) {
        story.steps().forEach((stage, step) -> {
            Check check = Check.of(stage);
            Finding finding = step.detail().isPresent()
                    ? Finding.passed(check, step.detail().get())
                    : Finding.notReached(check, "");
            put(finding.took(step.detail().isPresent() ? Optional.of(step.took()) : Optional.empty()));
        });
    }

    private void failed(Story story) {
        Stage stage = story.failure().orElseThrow().stage();
        if (stage == Stage.ENV && services.identity().isEmpty()) {
            put(Finding.notReached(Check.ENV, "needs an identity"));
            return;
        }
        Remedy remedy = new Faults(settings(), story, clock, services.commands())
                .explain(story.failure().get());
        Optional<Duration> took = Optional.ofNullable(story.steps().get(stage)).map(Story.Step::took);
        if (ofUnnamedServer(remedy, story.failure().get())) {
            put(Finding.notReached(
                    remedy.check(),
                    "the default `url` cannot be reached from here; a claim names the server that counts"));
            return;
        }
        put(Finding.failed(remedy).took(took));
        if (remedy.check() == Check.CLOCK) {
            put(Finding.notReached(Check.CERTIFICATE, "cannot be judged with this clock"));
        }
    }

    /** Whether the fault is of a server that nobody named: the default one, before a claim names that which counts. */
    private boolean ofUnnamedServer(Remedy remedy, ProbeException failure) {
        NetworkException below = Faults.below(failure);
        return IdentityCheck.unclaimed(services)
                && settings().isDefault(LinkSettings.URL)
                && below != null
                && below.peer() == Peer.SERVER
                && remedy.check() != Check.CONFIGURATION
                && remedy.check() != Check.CLOCK;
    }

    private Diagnosis diagnosis(Optional<String> off) {
        List<Finding> all = List.copyOf(findings.values());
        List<Finding> failed = all.stream().filter(Finding::failed).toList();
        Verdict verdict = Verdict.OK;
        if (!failed.isEmpty()) {
            verdict = Verdict.FAILED;
        } else if (off.isPresent()) {
            verdict = Verdict.OFF;
        }
        return new Diagnosis(
                clock.instant(),
                agent,
                verdict,
                summary(failed, off),
                services.settings().map(settings -> settings.url().toString()).orElse(""),
                all);
    }

    private String summary(List<Finding> failed, Optional<String> off) {
        if (!failed.isEmpty()) {
            return subscribed() ? blemished(failed) : unclaimed(failed).orElseGet(() -> broken(failed));
        }
        if (off.isPresent()) {
            return "Verdict: no fault; the link is switched off " + off.get() + ".";
        }
        if (agent == Agent.STOPPED) {
            return "Verdict: no fault; the agent does not run, and will be online soon after "
                    + services.commands().agent() + " starts it.";
        }
        return "Verdict: no fault; " + (online() ? "the agent is online" + withoutId() : soon());
    }

    /** A node that the cloud did not register is online and yet nowhere to be seen. */
    private String withoutId() {
        boolean registered = services.nodes()
                .map(nodes -> nodes.local().nodeId().isPresent())
                .orElse(true);
        return registered
                ? "."
                : ", but the cloud gave this node no id yet and does not show it: wait a minute; if it stays so, the"
                        + " bundle io.aclk.export does not run or the cloud refuses the node: see log/error.log"
                        + " (`grep ACLK`).";
    }

    /** Without a claim nothing else matters yet. */
    private Optional<String> unclaimed(List<Finding> failed) {
        if (!IdentityCheck.unclaimed(services)) {
            return Optional.empty();
        }
        List<Finding> others = failed.stream()
                .filter(finding -> finding.check() != Check.IDENTITY)
                .toList();
        return Optional.of("Verdict: this agent is not claimed; claim it first: "
                + services.commands().claim()
                + (others.isEmpty() ? "." : "; also to be cured: " + titles(others) + "."));
    }

    private static String broken(List<Finding> failed) {
        return failed.size() == 1
                ? "Verdict: 1 fault (" + titles(failed) + ") keeps the agent from being online; its cure is above."
                : "Verdict: " + failed.size() + " faults (" + titles(failed)
                        + ") keep the agent from being online; their cures are above.";
    }

    private static String blemished(List<Finding> failed) {
        return "Verdict: nothing keeps the agent from being online, but "
                + (failed.size() == 1 ? "1 fault was" : failed.size() + " faults were") + " found (" + titles(failed)
                + ").";
    }

    private static String titles(List<Finding> findings) {
        return String.join(
                ", ", findings.stream().map(finding -> finding.check().title()).toList());
    }

    private boolean subscribed() {
        return findings.get(Check.SUBSCRIPTION).result() == Finding.Result.PASSED;
    }

    private String soon() {
        return "the agent is not online yet"
                + status().flatMap(LinkStatus::nextAttempt)
                        .map(at -> " and tries again in "
                                + Math.max(
                                        0, Duration.between(clock.instant(), at).toSeconds()) + " s")
                        .orElse("")
                + ".";
    }
}
