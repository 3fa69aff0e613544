package io.aclk.doctor.internal;

import static io.aclk.doctor.internal.Fault.fault;
import static io.aclk.doctor.internal.Fault.refusing;
import static io.aclk.doctor.internal.Fault.silent;
import static io.aclk.doctor.internal.Fault.unknown;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.config.LinkSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Faults of this machine, and of the way from it. */
final class LocalFaults {

    private LocalFaults() {}

    static List<Fault> local() {
        return List.of(
                fault(
                        "broken settings",
                        clinic -> clinic.problems.add(
                                "conf/io.aclk.link.cfg:3: unknown key 'porxy', did you mean 'proxy'?"),
                        Check.CONFIGURATION,
                        "unknown key 'porxy'",
                        "bin/aclk config"),
                fault(
                        "several mistakes in the settings",
                        clinic -> IntStream.rangeClosed(1, 12).forEach(line -> clinic.problems.add("a.cfg:" + line)),
                        Check.CONFIGURATION,
                        "12 mistakes: (1) a.cfg:1; (2) a.cfg:2; | (10) a.cfg:10; and 2 more",
                        "bin/aclk config"),
                fault(
                        "configuration bundle missing",
                        clinic -> clinic.configured = false,
                        Check.CONFIGURATION,
                        "io.aclk.config is missing",
                        "restart the agent"),
                fault(
                        "ca file missing",
                        clinic -> clinic.settings.put(LinkSettings.CA, new String[] {"/nowhere/ca.pem"}),
                        Check.CONFIGURATION,
                        "/nowhere/ca.pem",
                        "bin/aclk config"),
                fault(
                        "proxy that is no URL",
                        clinic -> clinic.settings.put(LinkSettings.PROXY, "gopher://127.0.0.1:70"),
                        Check.CONFIGURATION,
                        "proxy",
                        "correct `proxy`"),
                fault(
                        "pin that is none",
                        clinic -> clinic.settings.put(LinkSettings.PIN, "sha256/short"),
                        Check.CONFIGURATION,
                        "pin",
                        "correct `pin`"),
                fault(
                        "host missing",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.empty();
                        },
                        Check.IDENTITY,
                        "the host of the agent is missing | io.aclk.agent.store",
                        "bin/aclk feature install agent --dir "),
                fault(
                        "claiming bundle missing",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.empty();
                            clinic.nodes = Optional.of(new StoppedNode(UUID.randomUUID(), "v1.0.0"));
                        },
                        Check.IDENTITY,
                        "io.aclk.claiming is missing",
                        "restart the agent"),
                fault(
                        "unclaimed",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.of(
                                    Clinic.claims(ClaimState.NOT_CLAIMED_YET, Optional.empty(), Optional.empty()));
                        },
                        Check.IDENTITY,
                        "not claimed",
                        "bin/netdata-cloud.sh --token"),
                fault(
                        "claim that waits for the agent",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claimWaits = true;
                            clinic.claiming = Optional.of(
                                    Clinic.claims(ClaimState.NOT_CLAIMED_YET, Optional.empty(), Optional.empty()));
                        },
                        Check.IDENTITY,
                        "a claim waits",
                        "start it: `bin/agent --dir "),
                fault(
                        "unclaimed by a person",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.of(Clinic.claims(
                                    "Agent is not claimed yet: unclaimed by anna at 2026-11-22T21:00:00Z; it stays so",
                                    Optional.empty(),
                                    Optional.empty()));
                        },
                        Check.IDENTITY,
                        "this agent was unclaimed by anna at 2026-11-22T21:00:00Z",
                        "cloud.d.archive/TIME --dir "),
                fault(
                        "claim refused",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.of(Clinic.claims(
                                    "Failed: token is expired, not found, or invalid",
                                    Optional.empty(),
                                    Optional.empty()));
                        },
                        Check.IDENTITY,
                        "the last claim failed | token is expired",
                        "bin/netdata-cloud.sh --token"),
                fault(
                        "private key unreadable",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.of(Clinic.claims(
                                    "the identity cannot be used: private key file '/x/private.pem': not readable",
                                    Optional.empty(),
                                    Optional.empty()));
                        },
                        Check.IDENTITY,
                        "/x/private.pem",
                        "restore data/cloud.d"),
                fault(
                        "identity withheld",
                        clinic -> {
                            clinic.identity = Optional.empty();
                            clinic.claiming = Optional.of(Clinic.claims(
                                    "",
                                    Optional.of(TestIdentity.CLAIM_ID),
                                    Optional.of("identity copied from another machine (the machine GUID is another):"
                                            + " leave the original alone, and claim this agent as one of its own")));
                        },
                        Check.IDENTITY,
                        "identity copied from another machine (the machine GUID is another)",
                        "leave the original alone"),
                fault(
                        "clock a year ahead",
                        clinic -> clinic.clockAhead(Duration.ofDays(365)),
                        Check.CLOCK,
                        "365 days ahead",
                        "set the clock"),
                fault(
                        "clock ten minutes behind",
                        clinic -> clinic.clockAhead(Duration.ofMinutes(-10)),
                        Check.CLOCK,
                        "10 minutes behind",
                        "set the clock"),
                fault(
                        "host without an API",
                        clinic -> {
                            clinic.agent = Diagnosis.Agent.RUNNING;
                            clinic.api = Optional.empty();
                        },
                        Check.LOCAL_QUERY,
                        "io.aclk.agent.web",
                        "restart the agent"),
                fault(
                        "host that answers 503",
                        clinic -> {
                            clinic.agent = Diagnosis.Agent.RUNNING;
                            clinic.api = Optional.of(TestParts.Host.answering(503));
                        },
                        Check.LOCAL_QUERY,
                        "HTTP 503",
                        "log/error.log"));
    }

    static List<Fault> names() {
        return List.of(
                fault(
                        "unknown name",
                        clinic -> {
                            clinic.settings.put(LinkSettings.URL, "https://cluod.example");
                            clinic.names = host -> unknown(host, "Name or service not known");
                        },
                        Check.DNS,
                        "the server, cluod.example, does not exist",
                        "`url` (conf/io.aclk.link.cfg:1)"),
                fault(
                        "no name server",
                        clinic -> clinic.names = host -> unknown(host, "Temporary failure in name resolution"),
                        Check.DNS,
                        "no name server answers",
                        "/etc/resolv.conf"),
                fault(
                        "no route",
                        // TCP to a multicast address is refused by the kernel as any address without a route is
                        clinic -> clinic.names = host -> new InetAddress[] {InetAddress.getByName("224.0.0.1")},
                        Check.ADDRESS_FAMILIES,
                        "no way to | IPv4 224.0.0.1",
                        "ip route"),
                fault(
                        "wrong port",
                        clinic -> clinic.url(refusing(clinic)),
                        Check.TCP,
                        "refused",
                        "check host and port"),
                fault(
                        "black hole",
                        clinic -> clinic.url(silent(clinic)),
                        Check.TCP,
                        "does not answer",
                        "allow outgoing TCP to localhost"));
    }
}
