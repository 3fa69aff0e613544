package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.EffectiveConfig.Change;
import io.aclk.api.config.EffectiveConfig.Setting;
import io.aclk.api.link.Link;
import io.aclk.api.link.LinkStatus;
import io.aclk.itests.driver.InFramework;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.ops4j.pax.exam.util.Filter;
import org.osgi.framework.BundleContext;

/**
 * Changes that could cost the connection prove themselves first, written to {@code conf/io.aclk.link.cfg} while agent and
 * cloud side are connected. That a trial ends after two minutes is tested in {@code io.aclk.config}, with a clock of its
 * own.
 */
@InFramework
@ExamReactorStrategy(PerClass.class)
@Timeout(120)
public class CandidateIT {

    private static final String USER = "user:geheim";
    /** What it takes to try a candidate: {@code /env} and the challenge, each through a tunnel of its own. */
    private static final int PROBE_TUNNELS = 2;
    /** To come online: the same two, the password and the connection that stays. */
    private static final int LINK_TUNNELS = 4;

    @Inject
    private BundleContext context;

    @Inject
    private EffectiveConfig config;

    @Inject
    @Filter("(aclk.control.command=config)")
    @SuppressWarnings("rawtypes")
    private Function configCommand;

    private Instance instance;
    private UUID node;
    private Path file;

    @Configuration
    public Option[] configuration() {
        return DistributionOptions.instance("agent", "aclk", "cloud");
    }

    @BeforeEach
    public void aLinkThatIsOnline() throws Exception {
        instance = new Instance(context);
        node = instance.online();
        file = instance.dir().resolve("conf/io.aclk.link.cfg");
    }

    @AfterEach
    public void asBefore() throws IOException {
        Files.deleteIfExists(file);
    }

    @Test
    public void aWrongProxyOrUrlIsNamedAndCostsNothing() throws Exception {
        Connection before = connection();
        try (Socket nobody = new Socket()) {
            // bound, so that it is nobody else's, and refusing
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String refusing = "127.0.0.1:" + nobody.getLocalPort();
            namedWithoutCost("proxy", "http://" + refusing, refusing);
            namedWithoutCost("url", "https://" + refusing, refusing);
        }
        assertEquals(before, connection());
    }

    private void namedWithoutCost(String key, String wrong, String refusing) throws Exception {
        Connection before = connection();
        write("# ours", key + " = " + wrong);
        await("the mistake is named", () -> config.problems().size() == 1);
        String problem = config.problems().get(0);
        String place = file + " line 2: the new value of '" + key + "' does not work: ";
        assertTrue(problem.startsWith(place), problem);
        assertTrue(problem.contains("refused") && problem.contains(refusing), problem);
        assertEquals(Optional.of(Change.Kind.REFUSED), kind(key));
        assertTrue(printed().contains("refused: " + wrong + " (" + file + " line 2)"), printed());
        assertTrue(printed().contains("Problem: " + problem), printed());
        await("the status says so", () -> instance.status().problems().contains(problem));
        assertEquals(before, connection());
        assertEquals(200, instance.ask(node, "/api/v1/info").status());

        write("# ours");
        await("the mistake is mended", () -> config.problems().isEmpty());
        assertEquals(Optional.empty(), change(key));
        assertFalse(printed().contains("Problem"), printed());
    }

    @Test
    public void aGoodProxyIsProvenAndUsed() throws Exception {
        Connection before = connection();
        try (PasswordProxy proxy = new PasswordProxy()) {
            proxy.know(USER);
            write("proxy = " + proxy.url(USER));
            await("online with the proxy", () -> !connection().equals(before) && settled("proxy"));
            Connection proxied = connection();
            assertEquals(before.count() + 1, proxied.count(), "one reconnect");
            assertEquals(PROBE_TUNNELS + LINK_TUNNELS, proxy.passed().size(), "tried first, then used");
            assertEquals(file + " line 1", setting("proxy").source());
            assertEquals(proxy.url("X"), setting("proxy").value());
            assertEquals(List.of(), config.problems());
            assertFalse(printed().contains("geheim"), "no secret");
            await(
                    "queries come through it",
                    () -> instance.ask(node, "/api/v1/info").status() == 200);
            int tunnels = proxy.passed().size();

            Files.delete(file);
            await("online without it", () -> !connection().equals(proxied) && settled("proxy"));
            assertEquals(tunnels, proxy.passed().size(), "it is not asked any more");
            assertEquals("none", setting("proxy").value());
        }
    }

    @Test
    public void anotherAddressOfTheCloudIsProvenAndUsed() throws Exception {
        Connection before = connection();
        String url = "https://127.0.0.1:" + instance.cloudPort();
        assertNotEquals(Optional.of(url), instance.status().url());
        write("url = " + url);
        await("online there", () -> !connection().equals(before) && settled("url"));
        assertEquals(Optional.of(url), instance.status().url());
        assertEquals(url, setting("url").value());
        assertEquals(List.of(), config.problems());

        Connection there = connection();
        Files.delete(file);
        await("online as before", () -> !connection().equals(there) && settled("url"));
        assertNotEquals(Optional.of(url), instance.status().url());
    }

    @Test
    public void aTrialOfALinkThatIsSwitchedOffIsStillATrial() throws Exception {
        try (PasswordProxy proxy = new PasswordProxy()) {
            // good enough for the probe, and for nothing after it
            proxy.know(USER, PROBE_TUNNELS);
            write("proxy = " + proxy.url(USER));
            await(
                    "the new proxy is on trial, and lets nobody in",
                    () -> kind("proxy").equals(Optional.of(Change.Kind.TRIAL))
                            && !instance.status().online()
                            && refusals(proxy) > 0);
            assertTrue(printed().contains("on trial: none"), printed());
            assertEquals(PROBE_TUNNELS, proxy.passed().size());

            switchLink(false);
            assertEquals(Optional.of(Change.Kind.TRIAL), kind("proxy"));
            assertEquals(List.of(), config.problems());
            long refused = refusals(proxy);
            switchLink(true);
            await("it is tried again", () -> refusals(proxy) > refused);
            assertEquals(Optional.of(Change.Kind.TRIAL), kind("proxy"));

            proxy.know(USER);
            await("it proves itself", () -> instance.status().online() && settled("proxy"));
            assertEquals(List.of(), config.problems());
            Connection proxied = connection();
            Files.delete(file);
            await("online without it", () -> !connection().equals(proxied) && settled("proxy"));
        }
    }

    // ---- steps

    /**
     * A connection of the link.
     *
     * @param session MQTT session; 0 while there is none
     * @param count connections of the link until now
     */
    private record Connection(long session, int count) {}

    private Connection connection() {
        LinkStatus status = instance.status();
        return new Connection(
                status.session().map(session -> session.sessionId()).orElse(0L), status.connections());
    }

    /** At once: nobody reads half of it. */
    private void write(String... lines) throws IOException {
        Path written = Files.write(instance.dir().resolve("written"), List.of(lines));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void switchLink(boolean on) throws Exception {
        Link link = instance.service(Link.class);
        (on ? link.start("the test") : link.stop("the test"))
                .toCompletableFuture()
                .get(Instance.ONLINE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** The link is online with the value in force, which has proven itself. */
    private boolean settled(String key) {
        return instance.status().online()
                && change(key).isEmpty()
                && !Files.exists(instance.dir().resolve("data/settings.kept"));
    }

    private Setting setting(String key) {
        return config.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private Optional<Change> change(String key) {
        return setting(key).change();
    }

    private Optional<Change.Kind> kind(String key) {
        return change(key).map(Change::kind);
    }

    /** What {@code bin/aclk config} prints. */
    @SuppressWarnings("unchecked")
    private String printed() {
        Map<String, Object> result =
                (Map<String, Object>) configCommand.apply(Map.of("args", List.of(), "user", "the test"));
        assertEquals(0, result.get("exit"), result::toString);
        return result.get("out").toString();
    }

    private static long refusals(PasswordProxy proxy) {
        return proxy.refused().stream().filter(USER::equals).count();
    }

    private void await(String what, Callable<Boolean> condition) {
        Await.until(
                what,
                Instance.ONLINE_LIMIT,
                condition,
                () -> printed() + "; " + connection() + "; " + instance.describe());
    }
}
