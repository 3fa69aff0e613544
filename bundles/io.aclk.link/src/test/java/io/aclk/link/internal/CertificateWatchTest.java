package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** A certificate that ends soon is told once. */
class CertificateWatchTest {

    private final ManualLoop loop = new ManualLoop();
    private final List<String> lines = new ArrayList<>();
    private final CertificateWatch watch = new CertificateWatch(loop, log());
    private long end;

    @BeforeEach
    void ends() {
        end = loop.instant().plus(CertificateWatch.SOON).plusSeconds(60).getEpochSecond();
    }

    @Test
    void soonIsToldOnce() {
        watch.look(connection());
        assertEquals(List.of(), lines);

        loop.advance(Duration.ofMinutes(2));
        watch.look(connection());
        loop.advance(Duration.ofDays(1));
        watch.look(connection());

        assertEquals(List.of("cloud.example 2026-01-15T12:01:00Z"), lines);
    }

    @Test
    void eachCertificateIsToldOfAndOneWithoutAnEndIsNot() {
        end = loop.instant().plusSeconds(60).getEpochSecond();
        watch.look(connection());
        end += 60;
        watch.look(connection());
        end = 0;
        watch.look(connection());

        assertEquals(2, lines.size());
    }

    private Connection connection() {
        FakeTransport transport = new FakeTransport();
        Target target = new Target("c", URI.create("https://cloud.example"), null, null, transport);
        Connection connection = new Connection(target, null, null);
        connection.established(
                transport.new Session(null, null) {
                    @Override
                    public ConnectionInfo info() {
                        return new ConnectionInfo("none", "x", "x", end, 1, 1, 60, 0, "x", "x");
                    }
                },
                null,
                null);
        return connection;
    }

    private Logger log() {
        return (Logger) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, args) -> {
                    lines.add(args[1] + " " + args[2]);
                    return null;
                });
    }
}
