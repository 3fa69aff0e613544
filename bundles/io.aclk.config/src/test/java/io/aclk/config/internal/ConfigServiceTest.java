package io.aclk.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigServiceTest {

    private static final String CLAIM_ID = Harness.CLAIM_ID;

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
    void defaults() throws Exception {
        harness.activate();
        LinkSettings settings = harness.settings(1);
        assertTrue(settings.enabled());
        assertEquals(URI.create("https://app.netdata.cloud"), settings.url());
        assertEquals("env", settings.network().proxy());
        assertEquals(List.of(), settings.network().trusted());
        assertFalse(settings.network().insecure());
        assertEquals("", settings.network().pin());
        assertEquals(0, settings.queryThreads());
        assertEquals("full", settings.scope());
        assertFalse(settings.conversationLog());
        assertEquals(Optional.empty(), settings.claimedId());
        assertEquals(List.of(), harness.config.problems());
        assertTrue(harness.config.settings().stream()
                .allMatch(setting -> setting.source().equals("default")));
    }

    @Test
    void doorsInTheirOrder() throws Exception {
        harness.cloudConf(
                "url = https://d.example/\nproxy = http://d:1\ninsecure = yes\nclaimed_id = " + CLAIM_ID + "\n");
        harness.netdataConf("proxy = http://c:1\nquery threads = 3\nscope = license manager\nconversation log = yes\n");
        harness.pid.put("service.pid", "io.aclk.link");
        harness.pid.put("proxy", "http://b:1");
        harness.pid.put("query.threads", "4");
        harness.environment.put("NETDATA_ACLK_PROXY", "http://a:1");
        harness.activate();
        LinkSettings settings = harness.settings(1);
        assertEquals("http://a:1", settings.network().proxy());
        assertEquals(4, settings.queryThreads());
        assertEquals("license manager", settings.scope());
        assertTrue(settings.conversationLog());
        assertTrue(settings.network().insecure());
        assertEquals(URI.create("https://d.example"), settings.url());
        assertEquals(Optional.of(CLAIM_ID), settings.claimedId());
        EffectiveConfig.Setting proxy = harness.setting("proxy");
        assertEquals("environment variable NETDATA_ACLK_PROXY", proxy.source());
        assertEquals(
                List.of(
                        "PID io.aclk.link",
                        harness.instance.conf().resolve("netdata.conf") + " line 2",
                        harness.instance.cloudD().resolve("cloud.conf") + " line 3",
                        "default"),
                proxy.overrides());
    }

    @Test
    void whatGoesBeforeAClaimIsTold() throws Exception {
        harness.cloudConf("url = https://claimed.example/\nproxy = http://d:1\nclaimed_id = " + CLAIM_ID + "\n");
        harness.netdataConf("cloud base url = https://set.example/\n");
        harness.activate();
        harness.settings(1);
        assertEquals(
                Optional.of(new EffectiveConfig.Fixed(
                        "https://set.example", harness.instance.conf().resolve("netdata.conf") + " line 2")),
                harness.config.aboveClaim(LinkSettings.URL));
        assertEquals(Optional.empty(), harness.config.aboveClaim(LinkSettings.PROXY), "given at the claim");
        assertEquals(Optional.empty(), harness.config.aboveClaim(LinkSettings.PIN), "a default");
    }

    @Test
    void urlOfTheOldestAgents() throws Exception {
        harness.netdataConf("cloud base url = https://old.example\n");
        harness.activate();
        assertEquals(URI.create("https://old.example"), harness.settings(1).url());
    }

    @Test
    void certificatesOfTheClaimCountForTheLinkToo() throws Exception {
        Files.writeString(harness.instance.cloudD().resolve("cloud_fullchain.pem"), "x");
        Files.writeString(dir.resolve("conf/own.pem"), Harness.CERTIFICATE);
        Path more = Files.createDirectory(dir.resolve("more"));
        harness.pid.put("ca", new String[] {"conf/own.pem", more.toString()});
        harness.activate();
        assertEquals(
                List.of(
                        dir.resolve("conf/own.pem"),
                        more,
                        harness.instance.cloudD().resolve("cloud_fullchain.pem")),
                harness.settings(1).network().trusted());
        Files.writeString(harness.instance.cloudD().resolve("trusted.pem"), "x");
        harness.config.refresh();
        assertTrue(harness.settings(2)
                .network()
                .trusted()
                .contains(harness.instance.cloudD().resolve("trusted.pem")));
        assertFalse(harness.settings(2)
                .network()
                .trusted()
                .contains(harness.instance.cloudD().resolve("cloud_fullchain.pem")));
    }

    @Test
    void secretOfAProxyIsNoServiceProperty() throws Exception {
        harness.netdataConf("proxy = http://user:secret@host:3128\n");
        harness.activate();
        Map<String, Object> written = harness.admin.await(1);
        written.values()
                .forEach(value ->
                        assertFalse((value instanceof Object[] array ? Arrays.toString(array) : value.toString())
                                .contains("secret")));
        assertEquals("http://host:3128", written.get("proxy"));
        Path file = Path.of((String) written.get("proxy.file"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(harness.instance.cloudD(), file.getParent());
        assertEquals(
                "http://user:secret@host:3128", harness.settings(1).network().proxy());
        assertEquals("http://X@host:3128", harness.setting("proxy").value());
        assertFalse(harness.config.settings().toString().contains("secret"));

        harness.netdataConf("proxy = http://user:secret2@host:3128\n");
        harness.config.refresh();
        assertNotEquals(file.toString(), harness.admin.await(2).get("proxy.file"));
        assertEquals(
                "http://user:secret2@host:3128", harness.settings(2).network().proxy());

        harness.netdataConf("proxy = none\n");
        harness.config.refresh();
        assertEquals("", harness.admin.await(3).get("proxy.file"));
        harness.config.refresh();
        harness.awaitRead();
        try (var files = Files.list(harness.instance.cloudD())) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void restartWithTheSameSecretWritesNothing() throws Exception {
        harness.netdataConf("proxy = http://user:secret@host:3128\n");
        harness.activate();
        harness.admin.await(1);
        harness.config.stop();
        harness.activate();
        harness.awaitRead();
        assertEquals(1, harness.admin.writes());
    }

    @Test
    void changedFileIsNoticed() throws Exception {
        harness.activate();
        harness.admin.await(1);
        harness.netdataConf("proxy = none\n");
        assertEquals("none", harness.settings(2).network().proxy());
        Files.delete(harness.instance.conf().resolve("netdata.conf"));
        assertEquals("env", harness.settings(3).network().proxy());
    }

    @Test
    void changedPidIsNoticed() throws Exception {
        harness.activate();
        harness.admin.await(1);
        harness.config.modified(Map.of("enabled", "false"));
        assertFalse(harness.settings(2).enabled());
    }

    @Test
    void nothingIsWrittenWithoutAChange() throws Exception {
        harness.activate();
        harness.admin.await(1);
        harness.netdataConf("# only a comment\nproxy = env\n");
        harness.config.refresh();
        harness.awaitRead();
        assertEquals(1, harness.admin.writes());
    }

    @Test
    void mistakesKeepTheLastGoodValue() throws Exception {
        harness.netdataConf("proxy = http://good:1\nquery threads = 5\n");
        harness.activate();
        harness.admin.await(1);
        harness.netdataConf("proxi = http://x:1\nproxy = ftp://user:secret@bad\nquery threads = many\nscope = ful\n");
        harness.config.refresh();
        harness.awaitRead();
        assertEquals(1, harness.admin.writes());
        String file = harness.instance.conf().resolve("netdata.conf").toString();
        assertEquals(
                List.of(
                        file + " line 2: there is no key 'proxi'; the nearest is 'proxy'",
                        file + " line 3: the value of 'proxy' wants none, env, or a URL that begins with"
                                + " http://, https://, socks5://, socks5h:// or socks4a://; the last good value stays in force",
                        file + " line 4: the value of 'query threads' wants a number from 0 (by the number of cores)"
                                + " to 512; the last good value stays in force",
                        file + " line 5: the value of 'scope' wants full or license manager; it is ignored"),
                harness.config.problems().stream().sorted().toList());
        harness.netdataConf("query threads = 6\n");
        harness.config.refresh();
        assertEquals(6, harness.settings(2).queryThreads());
        assertEquals("env", harness.settings(2).network().proxy());
        harness.awaitRead();
        assertEquals(List.of(), harness.config.problems());
    }

    @Test
    void unreadableFileKeepsItsLastValues() throws Exception {
        harness.netdataConf("proxy = none\n");
        harness.activate();
        harness.admin.await(1);
        Files.write(harness.instance.conf().resolve("netdata.conf"), new byte[] {(byte) 0xff, (byte) 0xfe});
        harness.config.refresh();
        harness.awaitRead();
        assertEquals(1, harness.admin.writes());
        assertTrue(
                harness.config.problems().get(0).contains("netdata.conf"),
                harness.config.problems().toString());
    }

    @Test
    void mistakesOfTheOtherDoors() throws Exception {
        harness.environment.put("NETDATA_ACLK_PROXI", "x");
        harness.pid.put("urll", "x");
        harness.pid.put("pin", "sha256/AAAA");
        harness.pid.put("component.name", "not the owner's");
        harness.pid.put("online.target", "nor this");
        harness.pid.put("felix.fileinstall.filename", "file:/conf/io.aclk.link.cfg");
        harness.cloudConf("claimed_id = nonsense\nenabled = no\ntoken = t\n");
        harness.activate();
        harness.admin.await(1);
        harness.awaitRead();
        assertEquals(
                Set.of(
                        "/conf/io.aclk.link.cfg: the value of 'pin' wants sha256/ and the base64 of the 32 bytes of a"
                                + " SHA-256; it is ignored",
                        "/conf/io.aclk.link.cfg: there is no key 'urll'; the nearest is 'url'",
                        harness.instance.cloudD().resolve("cloud.conf")
                                + " line 2: the value of 'claimed_id' is not a valid UUID; it is ignored",
                        "environment: there is no key 'NETDATA_ACLK_PROXI'; the nearest is 'NETDATA_ACLK_PROXY'"),
                Set.copyOf(harness.config.problems()));
    }

    @Test
    void claimIdOfOlderAgents() throws Exception {
        Files.writeString(harness.instance.cloudD().resolve("claimed_id"), "C2A80BE00E5E49DDB632F6F36AA7C1E2");
        harness.activate();
        assertEquals(Optional.of(CLAIM_ID), harness.settings(1).claimedId());
    }

    @Test
    void waitsForTheFileThatFileInstallIsAboutToDeliver() throws Exception {
        Files.writeString(harness.instance.conf().resolve("io.aclk.link.cfg"), "proxy = none\n");
        harness.activate();
        harness.awaitRead();
        assertEquals(0, harness.admin.writes());
        harness.config.modified(Map.of("service.pid", "io.aclk.link", "proxy", "none"));
        assertEquals("none", harness.settings(1).network().proxy());
    }

    @Test
    void defaultsOfTheDistribution() throws Exception {
        Path defaults = Files.createDirectory(dir.resolve("defaults"));
        Files.writeString(defaults.resolve("netdata.conf"), "[cloud]\nquery threads = 7\n");
        harness.defaults = defaults.toString();
        harness.activate();
        assertEquals(7, harness.settings(1).queryThreads());
    }
}
