package io.aclk.network.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The answer to a Digest challenge (RFC 7616), with MD5 and SHA-256, their session variants, and {@code qop=auth} or, for
 * old proxies, none (RFC 2069).
 *
 * <p>Of our own: Apache's, in httpclient5, brings most of that library along for this one header field.
 */
final class DigestLogin {

    private static final String NONCE_COUNT = "00000001";
    private static final String SESSION = "-sess";

    private final AuthChallenge challenge;
    private final String algorithm;
    private final ProxyAddress.Credentials credentials;

    /**
     * An answer.
     *
     * @param challenge one that is {@link #supports supported}
     */
    DigestLogin(AuthChallenge challenge, ProxyAddress.Credentials credentials) {
        this.challenge = challenge;
        this.algorithm = algorithm(challenge);
        this.credentials = credentials;
    }

    /** Whether a challenge can be answered. */
    static boolean supports(AuthChallenge challenge) {
        return challenge.scheme().equals("digest")
                && !challenge.parameter("nonce").isEmpty()
                && List.of("MD5", "SHA-256").contains(hash(algorithm(challenge)))
                && (!challenge.parameters().containsKey("qop") || offersAuth(challenge));
    }

    /** Whether it is the stronger one. */
    static boolean usesSha256(AuthChallenge challenge) {
        return hash(algorithm(challenge)).equals("SHA-256");
    }

    /**
     * The value of {@code Proxy-Authorization}.
     *
     * @param method of the request
     * @param target of the request
     * @param clientNonce random text without quotes
     */
    String answer(String method, String target, String clientNonce) {
        String nonce = challenge.parameter("nonce");
        String realm = challenge.parameter("realm");
        String secret = digest(credentials.user() + ":" + realm + ":" + credentials.password());
        if (algorithm.endsWith(SESSION)) {
            secret = digest(secret + ":" + nonce + ":" + clientNonce);
        }
        String request = digest(method + ":" + target);
        boolean auth = offersAuth(challenge);
        String response = auth
                ? digest(String.join(":", secret, nonce, NONCE_COUNT, clientNonce, "auth", request))
                : digest(String.join(":", secret, nonce, request));
        StringBuilder value = new StringBuilder("Digest username=" + quoted(credentials.user()));
        value.append(", realm=").append(quoted(realm));
        value.append(", uri=").append(quoted(target));
        if (!challenge.parameter("algorithm").isEmpty()) {
            value.append(", algorithm=").append(algorithm);
        }
        value.append(", nonce=").append(quoted(nonce));
        if (auth || algorithm.endsWith(SESSION)) {
            value.append(", nc=").append(NONCE_COUNT);
            value.append(", cnonce=").append(quoted(clientNonce));
        }
        if (auth) {
            value.append(", qop=auth");
        }
        value.append(", response=").append(quoted(response));
        if (challenge.parameters().containsKey("opaque")) {
            value.append(", opaque=").append(quoted(challenge.parameter("opaque")));
        }
        return value.toString();
    }

    /** The algorithm in the proxy's own spelling; MD5 where it says nothing. */
    private static String algorithm(AuthChallenge challenge) {
        String said = challenge.parameter("algorithm");
        return said.isEmpty() ? "MD5" : said;
    }

    private static String hash(String algorithm) {
        String upper = algorithm.toUpperCase(Locale.ROOT);
        return upper.endsWith(SESSION.toUpperCase(Locale.ROOT))
                ? upper.substring(0, upper.length() - SESSION.length())
                : upper;
    }

    private static boolean offersAuth(AuthChallenge challenge) {
        return Arrays.stream(challenge.parameter("qop").split("[,\\s]+")).anyMatch("auth"::equalsIgnoreCase);
    }

    private String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance(hash(algorithm)).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5 and SHA-256", e);
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
