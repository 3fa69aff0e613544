package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.network.NetworkOptions;
import io.aclk.config.shared.IniFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimFilesTest {

    private static final UUID CLAIM_ID = UUID.fromString("c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2");
    private static final AgentKey KEY = TestKeys.ONE;
    private static final String TOKEN = "a;b#c = ${env:PATH},'d'";

    @TempDir
    Path dir;

    private Path cloudD;
    private CloudDirectory directory;
    private ClaimFiles files;

    @BeforeEach
    void start() throws IOException {
        cloudD = Files.createDirectory(dir.resolve("cloud.d"));
        directory = new CloudDirectory(cloudD);
        files = new ClaimFiles(directory);
    }

    @Test
    void nothingIsClaimedAtFirst() {
        assertEquals(Optional.empty(), files.load());
        assertEquals(Optional.empty(), new ClaimFiles(new CloudDirectory(dir.resolve("missing"))).load());
    }

    @Test
    void allKeysOfTheProtocol() throws Exception {
        store(inputs(Optional.empty(), "http://u:p%23;@proxy:1", "sha256/x"), CLAIM_ID);

        assertEquals(CLAIM_ID.toString(), Files.readString(cloudD.resolve("claimed_id")));
        Map<String, String> written = conf();
        assertEquals(
                Map.of(
                        "url", "https://cloud.example",
                        "proxy", "http://u:p%23;@proxy:1",
                        "token", TOKEN,
                        "rooms", "a,b",
                        "insecure", "yes",
                        "pin", "sha256/x",
                        "machine_guid", TestNodes.MACHINE_GUID.toString(),
                        "claimed_id", CLAIM_ID.toString(),
                        "hostname", "golden-agent"),
                written);
        assertEquals(
                Optional.of(new ClaimFiles.Stored(
                        CLAIM_ID.toString(),
                        Optional.of(URI.create("https://cloud.example")),
                        Optional.of(TestNodes.MACHINE_GUID))),
                files.load());
    }

    @Test
    void keysOfTheOwnerStay() throws Exception {
        Files.writeString(
                cloudD.resolve("cloud.conf"),
                "# mine\n[global]\n my key = my value ; comment\ntoken = old\npin = old\ncloud base url = https://old\n");
        store(inputs(Optional.empty(), "env", ""), CLAIM_ID);
        Map<String, String> written = conf();
        assertEquals("my value", written.get("my key"));
        assertEquals(TOKEN, written.get("token"));
        assertFalse(written.containsKey("pin"));
        assertFalse(written.containsKey("cloud base url"));
    }

    @Test
    void filesArePrivate() throws Exception {
        store(inputs(Optional.of(ca("CA")), "env", ""), CLAIM_ID);
        try (Stream<Path> all = Files.list(cloudD)) {
            List<Path> written = all.sorted().toList();
            assertEquals(
                    List.of("claimed_id", "cloud.conf", "trusted.pem"),
                    written.stream().map(file -> file.getFileName().toString()).toList());
            for (Path file : written) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    @Test
    void claimInUseCanBeMadeAgain() throws Exception {
        store(inputs(Optional.empty(), "http://u:p@proxy:1", "sha256/x"), CLAIM_ID);
        ClaimRequest request = files.request().orElseThrow();
        assertEquals(TOKEN, request.token());
        assertEquals(List.of("a", "b"), request.rooms());
        assertEquals(Optional.empty(), request.url(), "as in the settings in force, like the proxy");
        assertEquals(Optional.empty(), request.proxy());
        Files.writeString(cloudD.resolve("cloud.conf"), "[global]\nclaimed_id = " + CLAIM_ID + "\n");
        assertEquals(Optional.empty(), files.request());
    }

    @Test
    void whatIsInTheWayIsMetBeforeTheCloudIsAsked() throws Exception {
        Files.createDirectories(cloudD.resolve("trusted.pem"));
        ClaimFailure e = assertThrows(ClaimFailure.class, () -> store(inputs(Optional.empty(), "env", ""), CLAIM_ID));
        assertEquals(
                "Failed to save claiming info to disk: " + cloudD.resolve("trusted.pem") + " is a directory",
                e.getMessage());
    }

    @Test
    void tokenAndRoomsAreRemoved() throws Exception {
        Files.writeString(cloudD.resolve("token"), "t");
        Files.writeString(cloudD.resolve("rooms"), "r");
        store(inputs(Optional.empty(), "env", ""), CLAIM_ID);
        assertFalse(Files.exists(cloudD.resolve("token")));
        assertFalse(Files.exists(cloudD.resolve("rooms")));
    }

    @Test
    void authorityIsKept() throws Exception {
        Files.writeString(cloudD.resolve("trusted.pem"), "OLD");
        store(inputs(Optional.of(ca("NEW")), "env", ""), CLAIM_ID);
        assertEquals("NEW", Files.readString(cloudD.resolve("trusted.pem")));
        store(inputs(Optional.empty(), "env", ""), CLAIM_ID);
        assertEquals("NEW", Files.readString(cloudD.resolve("trusted.pem")));
    }

    @Test
    void oldIdentityStaysWhenTheNewOneCannotBeStored() throws Exception {
        store(inputs(Optional.empty(), "env", ""), CLAIM_ID);
        ClaimInputs unusable = inputs(Optional.of(dir.resolve("missing.pem")), "env", "");
        ClaimFailure e = assertThrows(ClaimFailure.class, () -> store(unusable, UUID.randomUUID()));
        assertEquals(
                "Failed: the certificate file '" + dir.resolve("missing.pem") + "' cannot be read", e.getMessage());
        assertEquals(CLAIM_ID.toString(), files.load().orElseThrow().claimId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2",
                "C2A80BE0-0E5E-49DD-B632-F6F36AA7C1E2",
                "c2a80be00e5e49ddb632f6f36aa7c1e2",
                "\n c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2 \n"
            })
    void anySpelling(String id) throws IOException {
        Files.writeString(cloudD.resolve("claimed_id"), id);
        assertEquals(CLAIM_ID.toString(), files.load().orElseThrow().claimId());
        Files.writeString(cloudD.resolve("claimed_id"), "nonsense");
        Files.writeString(cloudD.resolve("cloud.conf"), "[global]\nclaimed_id = " + id.strip() + "\n");
        assertEquals(CLAIM_ID.toString(), files.load().orElseThrow().claimId());
    }

    @Test
    void badIdCountsAsAbsent() throws IOException {
        Files.writeString(cloudD.resolve("cloud.conf"), "[global]\nclaimed_id = nonsense\n");
        assertEquals(Optional.empty(), files.load());
        Files.writeString(cloudD.resolve("claimed_id"), CLAIM_ID.toString());
        assertEquals(CLAIM_ID.toString(), files.load().orElseThrow().claimId());
    }

    @Test
    void confThatCannotBeReadIsNotFatal() throws IOException {
        Files.createDirectory(cloudD.resolve("cloud.conf"));
        Files.writeString(cloudD.resolve("claimed_id"), CLAIM_ID.toString());
        assertTrue(files.load().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nclaimed_id = x", "quoted; with a backslash\\"})
    void inputThatAnIniFileCannotHold(String token) {
        ClaimInputs inputs = new ClaimInputs(
                token, List.of(), URI.create("https://cloud.example"), NetworkOptions.DIRECT, Optional.empty());
        ClaimFailure e = assertThrows(ClaimFailure.class, () -> store(inputs, CLAIM_ID));
        assertTrue(e.getMessage().startsWith("Failed to save claiming info to disk"), e.getMessage());
    }

    private void store(ClaimInputs inputs, UUID claimId) throws ClaimFailure {
        StagedClaim claim = new StagedClaim(directory, files, inputs, TestNodes.node());
        claim.begin(KEY, false, false);
        claim.name(claimId);
        claim.commit();
        try {
            directory.finish();
        } catch (IOException e) {
            throw new ClaimFailure("not finished", e);
        }
    }

    private Map<String, String> conf() throws IOException {
        Map<String, String> values = new java.util.HashMap<>();
        IniFile.read(cloudD.resolve("cloud.conf"), "global")
                .values()
                .forEach((key, value) -> values.put(key, value.text()));
        return values;
    }

    private Path ca(String content) throws IOException {
        return Files.writeString(dir.resolve("ca.pem"), content);
    }

    private static ClaimInputs inputs(Optional<Path> ca, String proxy, String pin) {
        return new ClaimInputs(
                TOKEN,
                List.of("a", "b"),
                URI.create("https://cloud.example"),
                new NetworkOptions(proxy, true, List.of(), pin),
                ca);
    }
}
