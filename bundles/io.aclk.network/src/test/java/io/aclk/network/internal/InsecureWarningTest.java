package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkOptions;
import io.aclk.network.testing.HttpText;
import io.aclk.network.testing.TestAuthority;
import io.aclk.network.testing.TestAuthority.Validity;
import io.aclk.network.testing.TestServer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InsecureWarningTest {

    @TempDir
    Path dir;

    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final AtomicInteger asked = new AtomicInteger();
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            asked.incrementAndGet();
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();

    @Test
    void oneADay() {
        InsecureWarning warning = new InsecureWarning(clock, Duration.ofHours(1), warnings::add);
        warning.used("cloud.example");
        pass(Duration.ofHours(23));
        warning.used("cloud.example");
        assertEquals(1, warnings.size());
        pass(Duration.ofHours(1));
        warning.used("cloud.example");
        assertEquals(2, warnings.size());
        assertTrue(warnings.peek().startsWith("ACLK: insecure = yes: the certificate of cloud.example is not"));
    }

    @Test
    void clockThatWasSetBackDoesNotSilenceIt() {
        InsecureWarning warning = new InsecureWarning(clock, Duration.ofHours(1), warnings::add);
        warning.used("cloud.example");
        pass(Duration.ofDays(-300));
        warning.used("cloud.example");
        assertEquals(2, warnings.size());
    }

    @Test
    void goesOnWhileAConnectionIsOpen() throws Exception {
        InsecureWarning warning = new InsecureWarning(clock, Duration.ofMillis(10), warnings::add);
        NetworkService network = new NetworkService(Map.of(), InetAddress::getAllByName, warning);
        try (TestServer server =
                TestServer.tls(TestAuthority.selfSigned(Validity.NOW, "localhost"), HttpText::untilClosed)) {
            NetworkOptions insecure = new NetworkOptions("none", true, List.of(), "");
            NetworkConnection connection = network.connect("localhost", server.port(), insecure, new AbortSignal());
            assertNotNull(warnings.poll(5, TimeUnit.SECONDS));
            pass(Duration.ofDays(1));
            assertNotNull(warnings.poll(5, TimeUnit.SECONDS), "a day later, nothing was connected anew");

            connection.close();
            int before = asked.get();
            pass(Duration.ofDays(1));
            assertNull(warnings.poll(300, TimeUnit.MILLISECONDS), "closed: nothing is in use any more");
            assertTrue(asked.get() <= before + 1, "and nobody looks");
        } finally {
            network.stop();
        }
    }

    @Test
    void secureConnectionsSayNothing() throws Exception {
        TestAuthority authority = new TestAuthority("a");
        InsecureWarning warning = new InsecureWarning(clock, Duration.ofMillis(10), warnings::add);
        NetworkService network = new NetworkService(Map.of(), InetAddress::getAllByName, warning);
        try (TestServer server = TestServer.tls(authority.issue("localhost"), HttpText::untilClosed)) {
            Path ca = authority.certificate().write(dir.resolve("ca.pem"));
            NetworkOptions secure = new NetworkOptions("none", false, List.of(ca), "");
            network.connect("localhost", server.port(), secure, new AbortSignal())
                    .close();
            assertEquals(0, warnings.size());
            assertEquals(0, asked.get());
        } finally {
            network.stop();
        }
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
