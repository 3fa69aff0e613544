package io.aclk.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.config.EffectiveConfig;
import io.aclk.api.config.LinkSettings;
import io.aclk.host.api.InstanceDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigServiceTest {

    private static final String CLAIM_ID = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";

    @TempDir
    Path dir;

    private final TestConfigurationAdmin admin = new TestConfigurationAdmin();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, Object> pid = new HashMap<>();
    private InstanceDirectory instance;
    private ConfigService config;

    @BeforeEach
    void start() throws IOException {
        instance = new InstanceDirectory(dir);
        Files.createDirectories(instance.conf());
        Files.createDirectories(instance.cloudD());
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (config != null) {
            config.stop();
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("config-")) {
                // the thread may be on its last steps
                thread.join(5000);
                assertFalse(thread.isAlive(), "left behind: " + thread);
            }
        }
    }

    @Test
    void defaults() throws Exception {
        activate();
        LinkSettings settings = settings(1);
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
        assertEquals(List.of(), config.problems());
        assertTrue(
                config.settings().stream().allMatch(setting -> setting.source().equals("default")));
    }

    @Test
    void doorsInTheirOrder() throws Exception {
        cloudConf("url = https://d.example/\nproxy = http://d:1\ninsecure = yes\nclaimed_id = " + CLAIM_ID + "\n");
        netdataConf("proxy = http://c:1\nquery threads = 3\nscope = license manager\nconversation log = yes\n");
        pid.put("service.pid", "io.aclk.link");
        pid.put("proxy", "http://b:1");
        pid.put("query.threads", "4");
        environment.put("NETDATA_ACLK_PROXY", "http://a:1");
        activate();
        LinkSettings settings = settings(1);
        assertEquals("http://a:1", settings.network().proxy());
        assertEquals(4, settings.queryThreads());
        assertEquals("license manager", settings.scope());
        assertTrue(settings.conversationLog());
        assertTrue(settings.network().insecure());
        assertEquals(URI.create("https://d.example"), settings.url());
        assertEquals(Optional.of(CLAIM_ID), settings.claimedId());
        EffectiveConfig.Setting proxy = setting("proxy");
        assertEquals("environment variable NETDATA_ACLK_PROXY", proxy.source());
        assertEquals(
                List.of(
                        "PID io.aclk.link",
                        instance.conf().resolve("netdata.conf") + " line 2",
                        instance.cloudD().resolve("cloud.conf") + " line 3",
                        "default"),
                proxy.overrides());
    }

    @Test
    void urlOfTheOldestAgents() throws Exception {
        netdataConf("cloud base url = https://old.example\n");
        activate();
        assertEquals(URI.create("https://old.example"), settings(1).url());
    }

    @Test
    void certificatesOfTheClaimCountForTheLinkToo() throws Exception {
        Files.writeString(instance.cloudD().resolve("cloud_fullchain.pem"), "x");
        pid.put("ca", new String[] {"conf/own.pem", "/etc/ssl/more"});
        activate();
        assertEquals(
                List.of(
                        dir.resolve("conf/own.pem"),
                        Path.of("/etc/ssl/more"),
                        instance.cloudD().resolve("cloud_fullchain.pem")),
                settings(1).network().trusted());
        Files.writeString(instance.cloudD().resolve("trusted.pem"), "x");
        config.refresh();
        assertTrue(settings(2).network().trusted().contains(instance.cloudD().resolve("trusted.pem")));
        assertFalse(settings(2).network().trusted().contains(instance.cloudD().resolve("cloud_fullchain.pem")));
    }

    @Test
    void secretOfAProxyIsNoServiceProperty() throws Exception {
        netdataConf("proxy = http://user:secret@host:3128\n");
        activate();
        Map<String, Object> written = admin.await(1);
        written.values()
                .forEach(value ->
                        assertFalse((value instanceof Object[] array ? Arrays.toString(array) : value.toString())
                                .contains("secret")));
        assertEquals("http://host:3128", written.get("proxy"));
        Path file = Path.of((String) written.get("proxy.file"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(instance.cloudD(), file.getParent());
        assertEquals("http://user:secret@host:3128", settings(1).network().proxy());
        assertEquals("http://X@host:3128", setting("proxy").value());
        assertFalse(config.settings().toString().contains("secret"));

        netdataConf("proxy = http://user:secret2@host:3128\n");
        config.refresh();
        assertNotEquals(file.toString(), admin.await(2).get("proxy.file"));
        assertEquals("http://user:secret2@host:3128", settings(2).network().proxy());

        netdataConf("proxy = none\n");
        config.refresh();
        assertEquals("", admin.await(3).get("proxy.file"));
        config.refresh();
        awaitRead();
        try (var files = Files.list(instance.cloudD())) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void restartWithTheSameSecretWritesNothing() throws Exception {
        netdataConf("proxy = http://user:secret@host:3128\n");
        activate();
        admin.await(1);
        config.stop();
        activate();
        awaitRead();
        assertEquals(1, admin.writes());
    }

    @Test
    void changedFileIsNoticed() throws Exception {
        activate();
        admin.await(1);
        netdataConf("proxy = none\n");
        assertEquals("none", settings(2).network().proxy());
        Files.delete(instance.conf().resolve("netdata.conf"));
        assertEquals("env", settings(3).network().proxy());
    }

    @Test
    void changedPidIsNoticed() throws Exception {
        activate();
        admin.await(1);
        config.modified(Map.of("enabled", "false"));
        assertFalse(settings(2).enabled());
    }

    @Test
    void nothingIsWrittenWithoutAChange() throws Exception {
        activate();
        admin.await(1);
        netdataConf("# only a comment\nproxy = env\n");
        config.refresh();
        awaitRead();
        assertEquals(1, admin.writes());
    }

    @Test
    void mistakesKeepTheLastGoodValue() throws Exception {
        netdataConf("proxy = http://good:1\nquery threads = 5\n");
        activate();
        admin.await(1);
        netdataConf("proxi = http://x:1\nproxy = ftp://user:secret@bad\nquery threads = many\nscope = ful\n");
        config.refresh();
        awaitRead();
        assertEquals(1, admin.writes());
        String file = instance.conf().resolve("netdata.conf").toString();
        assertEquals(
                List.of(
                        file + " line 2: there is no key 'proxi'; the nearest is 'proxy'",
                        file + " line 3: the value of 'proxy' wants none, env, or a URL that begins with http://,"
                                + " https://, socks5://, socks5h:// or socks4a://; the last good value stays in force",
                        file + " line 4: the value of 'query threads' wants a number from 0 (by the number of cores)"
                                + " to 512; the last good value stays in force",
                        file + " line 5: the value of 'scope' wants full or license manager; it is ignored"),
                config.problems().stream().sorted().toList());
        netdataConf("query threads = 6\n");
        config.refresh();
        assertEquals(6, settings(2).queryThreads());
        assertEquals("env", settings(2).network().proxy());
        awaitRead();
        assertEquals(List.of(), config.problems());
    }

    @Test
    void unreadableFileKeepsItsLastValues() throws Exception {
        netdataConf("proxy = none\n");
        activate();
        admin.await(1);
        Files.write(instance.conf().resolve("netdata.conf"), new byte[] {(byte) 0xff, (byte) 0xfe});
        config.refresh();
        awaitRead();
        assertEquals(1, admin.writes());
        assertTrue(
                config.problems().get(0).contains("netdata.conf"),
                config.problems().toString());
    }

    @Test
    void mistakesOfTheOtherDoors() throws Exception {
        environment.put("NETDATA_ACLK_PROXI", "x");
        pid.put("urll", "x");
        pid.put("pin", "sha256/AAAA");
        pid.put("component.name", "not the owner's");
        pid.put("felix.fileinstall.filename", "file:/conf/io.aclk.link.cfg");
        cloudConf("claimed_id = nonsense\nenabled = no\ntoken = t\n");
        activate();
        admin.await(1);
        awaitRead();
        assertEquals(
                Set.of(
                        "/conf/io.aclk.link.cfg: the value of 'pin' wants sha256/ and the base64 of the 32 bytes of a"
                                + " SHA-256; it is ignored",
                        "/conf/io.aclk.link.cfg: there is no key 'urll'; the nearest is 'url'",
                        instance.cloudD().resolve("cloud.conf")
                                + " line 2: the value of 'claimed_id' is not a valid UUID; it is ignored",
                        "environment: there is no key 'NETDATA_ACLK_PROXI'; the nearest is 'NETDATA_ACLK_PROXY'"),
                Set.copyOf(config.problems()));
    }

    @Test
    void claimIdOfOlderAgents() throws Exception {
        Files.writeString(instance.cloudD().resolve("claimed_id"), "C2A80BE00E5E49DDB632F6F36AA7C1E2");
        activate();
        assertEquals(Optional.of(CLAIM_ID), settings(1).claimedId());
    }

    @Test
    void waitsForTheFileThatFileInstallIsAboutToDeliver() throws Exception {
        Files.writeString(instance.conf().resolve("io.aclk.link.cfg"), "proxy = none\n");
        activate();
        awaitRead();
        assertEquals(0, admin.writes());
        config.modified(Map.of("service.pid", "io.aclk.link", "proxy", "none"));
        assertEquals("none", settings(1).network().proxy());
    }

    @Test
    void defaultsOfTheDistribution() throws Exception {
        Path defaults = Files.createDirectory(dir.resolve("defaults"));
        Files.writeString(defaults.resolve("netdata.conf"), "[cloud]\nquery threads = 7\n");
        config = new ConfigService(instance, defaults.toString(), environment, admin.service(), pid);
        assertEquals(7, settings(1).queryThreads());
    }

    private void activate() {
        config = new ConfigService(instance, null, environment, admin.service(), pid);
    }

    private LinkSettings settings(int write) throws InterruptedException {
        return LinkSettings.of(admin.await(write));
    }

    private EffectiveConfig.Setting setting(String key) {
        return config.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until everything was read once more. */
    private void awaitRead() throws Exception {
        config.readSoon().get(10, TimeUnit.SECONDS);
    }

    private void netdataConf(String cloud) throws IOException {
        Files.writeString(instance.conf().resolve("netdata.conf"), "[cloud]\n" + cloud);
    }

    private void cloudConf(String global) throws IOException {
        Files.writeString(instance.cloudD().resolve("cloud.conf"), "[global]\n" + global);
    }
}
