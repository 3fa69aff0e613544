package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignIdentityTest {

    @TempDir
    Path dir;

    private NetdataFiles netdata;

    @BeforeEach
    void install() throws IOException {
        netdata = new NetdataFiles(dir, "https://cloud.example/");
    }

    @Test
    void everythingIsTaken() throws Exception {
        String before = netdata.snapshot();
        ForeignIdentity identity = ForeignIdentity.read(netdata.cloudD);
        assertEquals(NetdataFiles.CLAIM_ID, identity.claimId());
        assertEquals(NetdataFiles.MACHINE_GUID, identity.machineGuid());
        assertEquals(NetdataFiles.CLAIM_ID, identity.files().get("claimed_id"));
        assertEquals(NetdataFiles.KEY.privatePem(), identity.files().get("private.pem"));
        assertEquals(NetdataFiles.KEY.publicPem(), identity.files().get("public.pem"));
        String conf = identity.files().get("cloud.conf");
        for (String line : new String[] {
            "url = https://cloud.example/",
            "proxy = none",
            "token = a-token",
            "rooms = room-1,room-2",
            "machine_guid = " + NetdataFiles.MACHINE_GUID,
            "claimed_id = " + NetdataFiles.CLAIM_ID
        }) {
            assertTrue(conf.contains(line + "\n"), conf);
        }
        assertFalse(identity.toString().contains("a-token"));
        assertEquals(before, netdata.snapshot(), "nothing is written there");
    }

    @Test
    void oldestAgents() throws Exception {
        netdata.delete("cloud.conf");
        netdata.delete("public.pem");
        netdata.write("claimed_id", NetdataFiles.MACHINE_GUID.toString().toUpperCase(java.util.Locale.ROOT));
        netdata.write("private.pem", pkcs1(NetdataFiles.KEY));
        ForeignIdentity identity = ForeignIdentity.read(netdata.cloudD);
        assertEquals(NetdataFiles.MACHINE_GUID.toString(), identity.claimId());
        assertEquals(NetdataFiles.MACHINE_GUID, identity.machineGuid(), "from the registry beside it");
        assertEquals(NetdataFiles.KEY.publicPem(), identity.files().get("public.pem"));
        assertTrue(identity.files().get("cloud.conf").contains("machine_guid = " + NetdataFiles.MACHINE_GUID));
    }

    @Test
    void furtherAuthority() throws Exception {
        netdata.write("cloud_fullchain.pem", "CHAIN");
        assertEquals("CHAIN", ForeignIdentity.read(netdata.cloudD).files().get("trusted.pem"));
        netdata.write("trusted.pem", "TRUSTED");
        assertEquals("TRUSTED", ForeignIdentity.read(netdata.cloudD).files().get("trusted.pem"));
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        assertEquals(
                "'" + dir.resolve("none") + "' is not a directory, or this user may not see it",
                failure(dir.resolve("none")));
        assertEquals(
                "there is no identity in '" + netdata.data
                        + "': neither cloud.conf nor claimed_id names a claim id; did you mean '" + netdata.cloudD
                        + "'",
                failure(netdata.data));
        netdata.write("private.pem", "no key");
        assertEquals(
                "the identity in '" + netdata.cloudD + "' cannot be used: private key file '"
                        + netdata.cloudD.resolve("private.pem") + "': it is not in PEM form",
                failure(netdata.cloudD));
        netdata.write("private.pem", NetdataFiles.KEY.privatePem());
        netdata.write("cloud.conf", "[global]\nclaimed_id = " + NetdataFiles.CLAIM_ID + "\n");
        Files.delete(netdata.data.resolve("registry/netdata.public.unique.id"));
        assertTrue(failure(netdata.cloudD).contains("the machine GUID is missing"), failure(netdata.cloudD));
    }

    private static String failure(Path cloudD) {
        return assertThrows(ClaimFailure.class, () -> ForeignIdentity.read(cloudD))
                .getMessage();
    }

    private static String pkcs1(AgentKey key) throws IOException {
        String base64 = key.privatePem().replaceAll("-----[A-Z ]+-----", "");
        byte[] content = PrivateKeyInfo.getInstance(Base64.getMimeDecoder().decode(base64))
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        return "-----BEGIN RSA PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(content)
                + "\n-----END RSA PRIVATE KEY-----\n";
    }
}
