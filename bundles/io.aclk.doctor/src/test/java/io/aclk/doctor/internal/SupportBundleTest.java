package io.aclk.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupportBundleTest {

    private static final List<String> SECRETS = List.of(
            "tokenInClaimConf",
            "tokenInComment",
            "tokenInFile",
            "tokenInEnvironment",
            "tokenBeside",
            "proxyUser",
            "proxyPassword",
            "userInNetdataConf",
            "passInNetdataConf",
            "filedUser",
            "filedPassword",
            "variableUser",
            "variablePassword",
            "databasePassword",
            "inJson=password",
            "afterColon=password",
            "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7",
            "bearerInLog");

    @TempDir
    Path dir;

    private SupportBundleCommand command;

    @BeforeEach
    void plant() throws IOException {
        write(
                "conf/claim.conf",
                "[global]\n token = tokenInClaimConf\n#token = tokenInComment\n url = https://c.example\n");
        write("conf/netdata.conf", "[cloud]\n proxy = socks5://userInNetdataConf:passInNetdataConf@p.example:1080\n");
        write(
                "conf/io.aclk.link.cfg",
                "proxy = http://proxyUser:proxyPassword@p.example:3128\nurl = https://c.example\n");
        write("conf/io.aclk.claiming.cfg", "token.file = data/my.token\n");
        write("conf/io.aclk.cloud.cfg", "jdbc.password.file = data/db.password\n");
        write("conf/some.cfg.json", "{\n  \"the.password\": \"inJson=password\",\n  \"size\": 3\n}\n");
        write("conf/some.cfg", "some.password: afterColon=password\n");
        write("data/my.token", "tokenInFile\n");
        write("data/db.password", "databasePassword\n");
        write("data/proxy", "http://filedUser:filedPassword@p.example\n");
        write("data/cloud.d/token", "tokenBeside\n");
        write("data/cloud.d/claimed_id", TestIdentity.CLAIM_ID);
        write(
                "data/cloud.d/private.pem",
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----\n");
        write(
                "log/error.log",
                String.join("\n", SECRETS) + "\nACLK: the agent of " + TestIdentity.CLAIM_ID + "\n"
                        + "Authorization: Bearer bearerInLog\n" + base64("proxyUser:proxyPassword") + "\n");
        write("log/error.1.log", "older\n");
        TestContext framework = new TestContext(dir, false);
        command = new SupportBundleCommand(
                framework.context,
                new Doctor(framework.context, Map.of()),
                Map.of(
                        "NETDATA_CLAIM_TOKEN",
                        "tokenInEnvironment",
                        "https_proxy",
                        "http://variableUser:variablePassword@p.example:3128",
                        "NETDATA_ACLK_PROXY",
                        "file:data/proxy"));
    }

    @Test
    void holdsWhatHelpsAndNoSecret() throws Exception {
        Map<String, String> texts = bundle();

        assertTrue(texts.keySet()
                .containsAll(List.of(
                        "doctor.txt",
                        "doctor.json",
                        "status.txt",
                        "configuration.txt",
                        "conf/claim.conf",
                        "conf/io.aclk.link.cfg",
                        "cloud.d.txt",
                        "bundles.txt",
                        "threads.txt",
                        "versions.txt",
                        "log/error.log",
                        "log/error.1.log")));
        texts.forEach((name, text) -> SECRETS.stream()
                // the log has nothing but the bare word of this one, which no file names
                .filter(secret -> !secret.equals("bearerInLog") && !secret.equals("tokenInComment"))
                .forEach(secret -> {
                    assertFalse(text.contains(secret), () -> name + " holds " + secret);
                    assertFalse(text.contains(base64(secret)), () -> name + " holds " + secret + " as Base64");
                }));
        assertFalse(texts.get("log/error.log").contains("Bearer bearerInLog"));
        assertFalse(texts.get("log/error.log").contains(base64("proxyUser:proxyPassword")));
        assertFalse(texts.get("conf/claim.conf").contains("tokenInComment"));
    }

    @Test
    void whatIsNoSecretStays() throws Exception {
        Map<String, String> texts = bundle();

        assertEquals("[global]\ntoken = ***\nurl = https://c.example\n", texts.get("conf/claim.conf"));
        assertTrue(texts.get("conf/io.aclk.link.cfg").contains("proxy = http://***@p.example:3128"));
        assertEquals("the.password = ***\nsize = 3\n", texts.get("conf/some.cfg.json"));
        assertTrue(texts.get("log/error.log").contains("ACLK: the agent of " + TestIdentity.CLAIM_ID));
        assertTrue(texts.get("variables.txt").contains("NETDATA_CLAIM_TOKEN"));
        assertTrue(texts.get("bundles.txt").contains("active       io.aclk.doctor 1.2.3"));
        assertTrue(texts.get("cloud.d.txt").contains("cloud.d/private.pem"));
    }

    @Test
    void ofWhatIsNoSettingNothingIsShown() throws Exception {
        write("conf/logback.xml", "<mail to=\"x\" password=\"inMarkup\">\n<password>inElement</password>\n");
        // nothing refers to them: their secrets are not known
        write("conf/proxy.secret", "http://userBeside:passBeside@p.example:3128\n");
        write("conf/beside.conf", "http://userBeside:passBeside@p.example:3128\n");
        write("conf/nested.cfg.json", "{\n\"a\": {\"password\": \"nested\"},\n\"b\": \"x?user=u&password=asked\"\n}\n");

        Map<String, String> texts = bundle();

        assertEquals("left out: it is no file of settings\n", texts.get("conf/logback.xml"));
        assertEquals("left out: it is no file of settings\n", texts.get("conf/proxy.secret"));
        assertEquals("", texts.get("conf/beside.conf"), "an address is no setting");
        assertEquals(
                "a = {\"password\": \"***\"},\nb = \"x?user=u&password=***\"\n", texts.get("conf/nested.cfg.json"));
    }

    @Test
    void onlyItsOwnerMayReadIt() throws Exception {
        bundle();

        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("support.zip"))));
    }

    @Test
    void ofALongLogTheEndIsTaken() throws Exception {
        write("log/error.log", "the first line\n" + "a line in between\n".repeat(80_000) + "the last line\n");

        String log = bundle().get("log/error.log");

        assertTrue(log.length() <= 1024 * 1024);
        assertTrue(log.startsWith("a line in between\n"));
        assertTrue(log.endsWith("the last line\n"));
    }

    @Test
    void neverWritesOverAFile() throws Exception {
        write("support.zip", "mine");

        ControlCommand.Reply reply = command.run(List.of("--out=" + dir.resolve("support.zip")));

        assertEquals(1, reply.exit());
        assertTrue(reply.err().contains("is there already"), reply.err());
        assertEquals("mine", Files.readString(dir.resolve("support.zip")));
    }

    @Test
    void saysWhatIsWrongWithItsArguments() throws Exception {
        assertEquals(2, command.run(List.of("--out", "relative.zip")).exit());
        assertEquals(2, command.run(List.of("--out")).exit());
        assertEquals(2, command.run(List.of("away")).exit());
        assertEquals(
                1, command.run(List.of("--out", "/proc/no/such/folder.zip")).exit());
    }

    @Test
    void withoutANameItLiesInTheInstanceDirectory() throws Exception {
        ControlCommand.Reply reply = command.run(List.of());

        assertEquals(0, reply.exit(), reply.err());
        Path file = Path.of(reply.out().strip());
        assertEquals(dir, file.getParent());
        assertTrue(Files.exists(file));
    }

    private Map<String, String> bundle() throws Exception {
        Path file = dir.resolve("support.zip");
        ControlCommand.Reply reply = command.run(List.of("--out", file.toString()));
        assertEquals(0, reply.exit(), reply.err());
        assertEquals(file + "\n", reply.out());
        Map<String, String> texts = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                texts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(dir.resolve(name).getParent());
        Files.writeString(dir.resolve(name), text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
