package io.aclk.network.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestLoginTest {

    /** Of the examples of RFC 7616 section 3.9.1, in which they arrive in one response. */
    private static final String RFC_7616 = "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\","
            + " algorithm=%s, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
            + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    private static final ProxyAddress.Credentials MUFASA = new ProxyAddress.Credentials("Mufasa", "Circle of Life");

    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    })
    void vectorsOfRfc7616(String algorithm, String response) {
        AuthChallenge challenge =
                AuthChallenge.parse(RFC_7616.formatted(algorithm)).get(0);
        assertTrue(DigestLogin.supports(challenge));
        String answer = new DigestLogin(challenge, MUFASA)
                .answer("GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        assertEquals(
                "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm="
                        + algorithm + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001,"
                        + " cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"" + response
                        + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
                answer);
    }

    /** RFC 2617 section 3.5, and the same without qop by the formula of RFC 2069. */
    @ParameterizedTest
    @CsvSource({"'qop=\"auth,auth-int\",', 6629fae49393a05397450978507c4ef1", "'', 670fd8c2df070c60b045671b8b24ff02"})
    void vectorsOfTheOlderRfcs(String qop, String response) {
        AuthChallenge challenge = AuthChallenge.parse("Digest realm=\"testrealm@host.com\", " + qop
                        + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"")
                .get(0);
        String answer = new DigestLogin(challenge, new ProxyAddress.Credentials("Mufasa", "Circle Of Life"))
                .answer("GET", "/dir/index.html", "0a4f113b");
        assertTrue(answer.contains("response=\"" + response + "\""), answer);
        assertEquals(qop.isEmpty(), !answer.contains("cnonce"), answer);
        assertFalse(answer.contains("algorithm"), "what the proxy did not say is not said back");
    }

    @Test
    void sessionVariantHashesTheNoncesIn() {
        AuthChallenge plain = digest("qop=auth, algorithm=SHA-256");
        AuthChallenge session = digest("qop=auth, algorithm=SHA-256-sess");
        assertTrue(DigestLogin.supports(session));
        assertTrue(DigestLogin.usesSha256(session));
        String one = new DigestLogin(plain, MUFASA).answer("CONNECT", "h:443", "c");
        String other = new DigestLogin(session, MUFASA).answer("CONNECT", "h:443", "c");
        assertFalse(response(one).equals(response(other)));
        assertEquals(64, response(other).length());
    }

    @Test
    void quotesAreEscaped() {
        String answer = new DigestLogin(
                        AuthChallenge.parse("Digest realm=\"a \\\"b\\\\\", nonce=\"n\"")
                                .get(0),
                        new ProxyAddress.Credentials("u\"\\", "p"))
                .answer("CONNECT", "h:443", "c");
        assertTrue(answer.startsWith("Digest username=\"u\\\"\\\\\", realm=\"a \\\"b\\\\\", uri="), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"algorithm=SHA-512-256", "algorithm=AKAv1-MD5", "qop=\"auth-int\"", "qop=\"\""})
    void unsupported(String parameters) {
        assertFalse(DigestLogin.supports(digest(parameters)));
    }

    @Test
    void unsupportedWithoutNonceOrOfAnotherScheme() {
        assertFalse(DigestLogin.supports(new AuthChallenge("digest", Map.of("realm", "x"))));
        assertFalse(DigestLogin.supports(new AuthChallenge("basic", Map.of("nonce", "x"))));
    }

    @Test
    void severalChallengesInOneField() {
        List<AuthChallenge> challenges =
                AuthChallenge.parse("Negotiate abc==, NTLM,Basic realm = \"a, b=c\" , charset=UTF-8,"
                        + " DIGEST Realm=x,nonce=\"y\",stale=TRUE,, custom");
        assertEquals(
                List.of(
                        new AuthChallenge("negotiate", Map.of("abc", "")),
                        new AuthChallenge("ntlm", Map.of()),
                        new AuthChallenge("basic", Map.of("realm", "a, b=c", "charset", "UTF-8")),
                        new AuthChallenge("digest", Map.of("realm", "x", "nonce", "y", "stale", "TRUE")),
                        new AuthChallenge("custom", Map.of())),
                challenges);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",,", "\"", "=", "Digest realm=\"open", "Basic realm=\"\\", "a=b", "Basic =,\"x\" y"})
    void anythingIsParsed(String field) {
        AuthChallenge.parse(field);
    }

    private static AuthChallenge digest(String parameters) {
        return AuthChallenge.parse("Digest realm=\"r\", nonce=\"n\", " + parameters)
                .get(0);
    }

    private static String response(String answer) {
        return answer.replaceFirst(".*response=\"([0-9a-f]+)\".*", "$1");
    }
}
