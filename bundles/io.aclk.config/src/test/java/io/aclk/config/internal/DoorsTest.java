package io.aclk.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.LinkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong at a door is told with its place; files that a value names count as part of it. */
class DoorsTest {

    @TempDir
    Path dir;

    private Harness harness;

    @BeforeEach
    void start() throws IOException {
        harness = new Harness(dir);
    }

    @AfterEach
    void stop() throws InterruptedException {
        harness.close();
    }

    @Test
    void switchedOffAtEachDoor() throws Exception {
        harness.environment.put("NETDATA_ACLK_ENABLED", "no");
        harness.activate();
        assertFalse(harness.inForce().enabled());
        harness.stop();
        harness.environment.clear();
        harness.activate();
        assertTrue(harness.inForce().enabled());
        harness.netdataConf("enabled = off\n");
        assertFalse(harness.inForce().enabled());
        harness.config.modified(Map.of("service.pid", "io.aclk.link", "enabled", "true"));
        assertTrue(harness.inForce().enabled(), "the PID goes before netdata.conf");
        harness.config.modified(Map.of("service.pid", "io.aclk.link", "enabled", false));
        assertFalse(harness.inForce().enabled());
        harness.config.modified(Map.of());
        harness.netdataConf("");
        harness.cloudConf("enabled = no\n");
        assertFalse(harness.inForce().enabled());
    }

    @Test
    void valuesAndMistakesOfTheFileOfThePidHaveTheirLine() throws Exception {
        Path cfg = cfg("# proxy = x\n\nproxy : http://a:1\n  query.threads=4\nurll = y\nscope = f\\\n  ull\npin = z\n");
        delivered(cfg, Map.of("proxy", "http://a:1", "query.threads", "4", "urll", "y", "scope", "full", "pin", "z"));
        harness.activate();
        harness.settings(1);
        harness.awaitRead();
        assertEquals(cfg + " line 3", harness.setting("proxy").source());
        assertEquals(cfg + " line 4", harness.setting("query.threads").source());
        assertEquals(cfg + " line 6", harness.setting("scope").source());
        assertEquals(
                List.of(
                        cfg + " line 5: there is no key 'urll'; the nearest is 'url'",
                        cfg
                                + " line 8: the value of 'pin' wants sha256/ and the base64 of the 32 bytes of a SHA-256; it"
                                + " is ignored"),
                harness.config.problems());
    }

    @Test
    void lastGoodValueOfThePidAndOfCloudConfStays() throws Exception {
        harness.cloudConf("proxy = http://c:1\n");
        harness.pid.putAll(Map.of("service.pid", "io.aclk.link", "url", "https://good.example"));
        harness.activate();
        harness.settings(1);
        harness.config.modified(Map.of("service.pid", "io.aclk.link", "url", "ftp://bad.example"));
        harness.cloudConf("proxy = c\n");
        assertEquals("https://good.example", harness.inForce().url().toString());
        assertEquals("http://c:1", harness.inForce().network().proxy());
        assertEquals(
                List.of(
                        "PID io.aclk.link: the value of 'url' wants a URL that begins with https://; the last good value"
                                + " stays in force",
                        harness.instance.cloudD().resolve("cloud.conf")
                                + " line 2: the value of 'proxy' wants none, env,"
                                + " or a URL that begins with http://,"
                                + " https://, socks5://, socks5h:// or socks4a://; the last good value stays in force"),
                harness.config.problems());
    }

    @Test
    void secretOfAProxyMayBeInAFileOfItsOwn() throws Exception {
        Path secret = Files.writeString(dir.resolve("proxy.txt"), "http://user:secret@one:1\n");
        harness.netdataConf("proxy = file:proxy.txt\n");
        harness.activate();
        assertEquals("http://user:secret@one:1", harness.settings(1).network().proxy());
        assertEquals("http://X@one:1", harness.setting("proxy").value());
        assertEquals(
                harness.instance.conf().resolve("netdata.conf") + " line 2, file " + secret,
                harness.setting("proxy").source());
        Files.writeString(secret, "socks5h://user:other@two:1\n");
        assertEquals("socks5h://user:other@two:1", harness.settings(2).network().proxy(), "noticed without a touch");
        Files.delete(secret);
        harness.awaitRead();
        assertEquals("socks5h://user:other@two:1", harness.inForce().network().proxy());
        assertEquals(
                List.of(harness.instance.conf().resolve("netdata.conf")
                        + " line 2: the value of 'proxy' names the file " + secret
                        + ", which cannot be read; the last good value stays in force"),
                harness.config.problems());
        harness.netdataConf("proxy = file://" + Files.writeString(dir.resolve("p2"), "none") + "\n");
        assertEquals("none", harness.inForce().network().proxy());
    }

    @Test
    void changedCertificatesAreNoticed() throws Exception {
        Path file = Files.writeString(dir.resolve("ca.pem"), Harness.CERTIFICATE);
        Path folder = Files.createDirectory(dir.resolve("more"));
        harness.netdataConf("");
        harness.pid.putAll(Map.of("service.pid", "io.aclk.link", "ca", "ca.pem, more"));
        harness.activate();
        LinkSettings before = harness.settings(1);
        assertEquals(List.of(file, folder), before.network().trusted());
        Files.writeString(file, Harness.CERTIFICATE + Harness.CERTIFICATE);
        LinkSettings changed = harness.settings(2);
        assertEquals(before.network(), changed.network());
        assertNotEquals(before.trustStamp(), changed.trustStamp());
        Files.writeString(folder.resolve("a.crt"), Harness.CERTIFICATE);
        LinkSettings added = harness.settings(3);
        assertNotEquals(changed.trustStamp(), added.trustStamp());
        Files.writeString(folder.resolve("a.crt"), Harness.CERTIFICATE + "\n");
        assertNotEquals(added.trustStamp(), harness.settings(4).trustStamp());
        Files.writeString(folder.resolve("README"), "no certificate");
        harness.awaitRead();
        assertEquals(4, harness.admin.writes());
    }

    @Test
    void certificatesThatAreNotThereAreAMistakeUntilTheyCome() throws Exception {
        Files.writeString(dir.resolve("empty.pem"), "nothing\n");
        harness.environment.put("NETDATA_ACLK_CA", "empty.pem");
        harness.pid.putAll(Map.of("service.pid", "io.aclk.link", "ca", "missing.pem"));
        harness.activate();
        assertEquals(List.of(), harness.settings(1).network().trusted());
        harness.awaitRead();
        assertEquals(
                List.of(
                        "environment variable NETDATA_ACLK_CA: the value of 'NETDATA_ACLK_CA' names "
                                + dir.resolve("empty.pem") + ", which holds no certificate in PEM form; it is ignored",
                        "PID io.aclk.link: the value of 'ca' names " + dir.resolve("missing.pem")
                                + ", which does not exist; it is ignored"),
                harness.config.problems());
        Files.writeString(dir.resolve("missing.pem"), Harness.CERTIFICATE);
        assertEquals(
                List.of(dir.resolve("missing.pem")),
                harness.settings(2).network().trusted());
    }

    @Test
    void mistakesOfClaimConf() throws Exception {
        Path claimConf = Files.writeString(
                harness.instance.conf().resolve("claim.conf"),
                "token = t\n[global]\ntokn = x\nurl = cloud.example\nproxy = ftp://user:secret@x\ninsecure = perhaps\n"
                        + "rooms = a\n[Global]\ntoken = t\n");
        harness.activate();
        harness.settings(1);
        harness.awaitRead();
        assertEquals(
                List.of(
                        claimConf + " line 1: this stands in no section and is not read; write [global] before it",
                        claimConf + " line 3: there is no key 'tokn'; the nearest is 'token'",
                        claimConf + " line 4: the value of 'url' wants a URL that begins with https://",
                        claimConf + " line 5: the value of 'proxy' wants none, env, or a URL"
                                + " that begins with http://, https://, socks5://, socks5h:// or"
                                + " socks4a://",
                        claimConf + " line 6: the value of 'insecure' wants yes or no",
                        claimConf + " line 8: the section [Global] is not read; the one that is read is [global]"),
                harness.config.problems().stream().sorted().toList());
        Files.writeString(claimConf, "[global]\nproxy = file:/x\n");
        harness.awaitRead();
        assertEquals(
                List.of(claimConf + " line 2: the value of 'proxy' may be a reference to a file in the settings of the"
                        + " link only; left out here, the proxy set there counts for the claim too"),
                harness.config.problems());
        Files.writeString(claimConf, "[global]\nurl = http://cloud.example\ntoken = t\n");
        harness.awaitRead();
        assertEquals(
                List.of(claimConf
                        + " line 2: the value of 'url' begins with http://, but TLS is spoken all the same, on"
                        + " port 80; write https://cloud.example:80 to say so"),
                harness.config.problems());
    }

    @Test
    void aSectionThatIsAlmostTheRightOne() throws Exception {
        Path file = harness.instance.conf().resolve("netdata.conf");
        Files.writeString(file, "[web]\nbind to = *\n[Cloud]\nproxy = none\n[clouds]\n\n[plugins]\nx = y\n");
        harness.activate();
        harness.settings(1);
        harness.awaitRead();
        assertEquals(
                List.of(file + " line 3: the section [Cloud] is not read; the one that is read is [cloud]"),
                harness.config.problems());
    }

    @Test
    void plainHttpIsAcceptedWithARemark() throws Exception {
        harness.netdataConf("cloud base url = http://old.example:8080\n");
        harness.activate();
        assertEquals("http://old.example:8080", harness.settings(1).url().toString());
        harness.awaitRead();
        assertEquals(
                List.of(harness.instance.conf().resolve("netdata.conf")
                        + " line 2: the value of 'cloud base url' begins"
                        + " with http://, but TLS is spoken all the same, on port 8080; write https://old.example:8080 to"
                        + " say so"),
                harness.config.problems());
    }

    @Test
    void aFrameworkThatOnlyLooksWritesNothingToTheInstance() throws Exception {
        harness.netdataConf("proxy = http://user:secret@host:1\n");
        List<Path> before = files();
        Path scratch = Files.createTempDirectory("scratch");
        harness.scratch = Optional.of(scratch);
        harness.activate();
        assertEquals("http://user:secret@host:1", harness.settings(1).network().proxy());
        harness.netdataConf("proxy = none\n");
        assertEquals("none", harness.inForce().network().proxy());
        assertEquals(before, files());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(dir)) {
            return all.sorted().toList();
        }
    }

    private Path cfg(String text) throws IOException {
        return Files.writeString(harness.instance.conf().resolve("io.aclk.link.cfg"), text);
    }

    /** As File Install does. */
    private void delivered(Path cfg, Map<String, String> values) {
        harness.pid.putAll(values);
        harness.pid.put("service.pid", "io.aclk.link");
        harness.pid.put("felix.fileinstall.filename", cfg.toUri().toString());
    }
}
