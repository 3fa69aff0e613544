package io.aclk.doctor.internal;

import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import io.aclk.api.claim.Identity;
import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.EffectiveConfig.Setting;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.Link;
import io.aclk.api.network.AbortSignal;
import io.aclk.doctor.internal.Diagnosis.Agent;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.NodeDirectory;
import io.aclk.link.internal.ProbeComponent;
import io.aclk.network.internal.NetworkService;
import io.aclk.network.internal.TestNetworks;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestCertificate;
import io.aclk.transport.internal.PahoTransport;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An agent that would be online, with the real network, transport and login, and a cloud on this machine. A test spoils
 * something and asks the doctor.
 */
final class Clinic implements Closeable {

    static final TestAuthority AUTHORITY = new TestAuthority("the authority");

    final Map<String, Object> settings = new HashMap<>();
    final Map<String, String> environment = new HashMap<>();
    final List<Closeable> servers = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    final AbortSignal stopping = new AbortSignal();
    final FaultCloud cloud;
    final Path dir;
    TestNetworks.Names names = InetAddress::getAllByName;
    Clock clock = Clock.systemUTC();
    Duration stageLimit = Duration.ofSeconds(60);
    Agent agent = Agent.STOPPED;
    boolean force;
    Optional<Link> link = Optional.empty();
    Optional<Identity> identity = Optional.of(new TestIdentity());
    Optional<Claiming> claiming = Optional.of(claims("", Optional.of(TestIdentity.CLAIM_ID), Optional.empty()));
    Optional<AgentApi> api = Optional.of(TestParts.Host.answering(200));
    Optional<NodeDirectory> nodes = Optional.empty();
    boolean configured = true;
    boolean probing = true;
    boolean claimWaits;
    String urlSource = "conf/io.aclk.link.cfg:1";

    Clinic(Path dir) throws IOException {
        this(dir, AUTHORITY.issue("localhost", "127.0.0.1"));
    }

    Clinic(Path dir, TestCertificate certificate) throws IOException {
        this.dir = dir;
        cloud = new FaultCloud(certificate, TestIdentity.publicKey());
        servers.add(cloud);
        settings.put(LinkSettings.URL, "https://localhost:" + cloud.port());
        settings.put(LinkSettings.PROXY, "none");
        settings.put(LinkSettings.CLAIMED_ID, TestIdentity.CLAIM_ID);
        settings.put(LinkSettings.CA, new String[] {
            AUTHORITY.certificate().write(dir.resolve("ca.pem")).toString()
        });
    }

    static Claiming claims(String failure, Optional<String> claimId, Optional<String> withheld) {
        return new TestParts.Claims(new ClaimState(claimId, Optional.empty(), failure, false, withheld));
    }

    /** Something else than the cloud serves at the URL, at another port. */
    void url(int port) {
        settings.put(LinkSettings.URL, "https://localhost:" + port);
    }

    Clinic clockAhead(Duration by) {
        clock = Clock.fixed(Clock.systemUTC().instant().plus(by), ZoneOffset.UTC);
        return this;
    }

    Diagnosis examine() throws InterruptedException {
        NetworkService network = TestNetworks.of(environment, names);
        try {
            List<Setting> sources = List.of(
                    new Setting("url", "", urlSource, List.of(), Optional.empty()),
                    new Setting("query.threads", "0", "default", List.of(), Optional.empty()));
            Optional<EffectiveConfig> config =
                    configured ? Optional.of(new TestParts.Config(sources, problems)) : Optional.empty();
            Services services = new Services(
                    config,
                    configured ? Optional.of(LinkSettings.of(settings)) : Optional.empty(),
                    claiming,
                    identity,
                    link,
                    probing
                            ? Optional.of(
                                    new ProbeComponent(identity.orElse(null), network, new PahoTransport(network)))
                            : Optional.empty(),
                    api,
                    nodes,
                    dir,
                    claimWaits);
            return new Examination(services, agent, force, clock, stageLimit, stopping).run();
        } finally {
            network.stop();
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable server : servers) {
            server.close();
        }
    }
}
