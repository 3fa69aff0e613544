package io.aclk.network.internal;

import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The login at an HTTP proxy. Nothing is sent before the proxy asked (status 407), so that a password never goes out in
 * the clear to a proxy that would have taken a digest; of what it offers the strongest is taken: Digest with SHA-256,
 * Digest with MD5, Basic. Used for one target, by one thread.
 */
final class HttpProxyLogin {

    /** Digests that the proxy may call outdated before that counts as a refusal. */
    private static final int MAX_STALE = 1;

    /** Status with which a proxy asks for a login. */
    static final int LOGIN_WANTED = 407;

    private static final int UNAUTHORIZED = 401;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ProxyAddress proxy;
    private final String target;
    private Optional<String> answer = Optional.empty();
    private int stale;

    HttpProxyLogin(ProxyAddress proxy, String target) {
        this.proxy = proxy;
        this.target = target;
    }

    /** Value of {@code Proxy-Authorization} for the next request. */
    Optional<String> answer() {
        return answer;
    }

    /**
     * The proxy answered 407.
     *
     * @param fields its {@code Proxy-Authenticate} fields
     * @throws NetworkException if there is no use in another request
     */
    void challenged(List<String> fields) throws NetworkException {
        ProxyAddress.Credentials credentials = proxy.credentials()
                .orElseThrow(() -> failure(Fault.PROXY_LOGIN_MISSING, "wants a user and password", LOGIN_WANTED));
        List<AuthChallenge> offered = fields.stream()
                .flatMap(field -> AuthChallenge.parse(field).stream())
                .toList();
        Optional<AuthChallenge> digest = digest(offered);
        if (answer.isPresent()) {
            boolean outdated =
                    digest.isPresent() && digest.get().parameter("stale").equalsIgnoreCase("true");
            if (!outdated || stale++ >= MAX_STALE) {
                throw failure(Fault.PROXY_LOGIN_REFUSED, "refused the user or password", LOGIN_WANTED);
            }
        }
        if (digest.isPresent()) {
            answer = Optional.of(new DigestLogin(digest.get(), credentials).answer("CONNECT", target, clientNonce()));
        } else if (offered.isEmpty() || offers(offered, "basic")) {
            // a proxy that does not say what it wants is an old one
            String text = credentials.user() + ":" + credentials.password();
            answer = Optional.of("Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        } else {
            throw failure(
                    Fault.PROXY_LOGIN_UNSUPPORTED,
                    "wants a login that is neither Basic nor Digest with MD5 or SHA-256: "
                            + Printable.text(offered.stream()
                                    .map(AuthChallenge::scheme)
                                    .distinct()
                                    .collect(Collectors.joining(", "))),
                    LOGIN_WANTED);
        }
    }

    /**
     * The proxy answered 401, which web servers ask for a login with; tinyproxy says by it that a login is wrong. Nothing
     * is sent in answer: who has not asked with 407 for what is meant for a proxy is not told it.
     */
    NetworkException unauthorized() {
        if (answer.isPresent()) {
            return failure(Fault.PROXY_LOGIN_REFUSED, "refused the user or password", UNAUTHORIZED);
        }
        return proxy.credentials().isEmpty()
                ? failure(Fault.PROXY_LOGIN_MISSING, "wants a user and password", UNAUTHORIZED)
                : failure(Fault.PROXY_REFUSED, "refused to connect to " + target, UNAUTHORIZED);
    }

    private static Optional<AuthChallenge> digest(List<AuthChallenge> offered) {
        List<AuthChallenge> digests =
                offered.stream().filter(DigestLogin::supports).toList();
        return digests.stream().filter(DigestLogin::usesSha256).findFirst().or(() -> digests.stream()
                .findFirst());
    }

    private static boolean offers(List<AuthChallenge> offered, String scheme) {
        return offered.stream().anyMatch(challenge -> challenge.scheme().equals(scheme));
    }

    private static String clientNonce() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private NetworkException failure(Fault fault, String what, int status) {
        String answered = " (HTTP " + status + ")";
        return new NetworkException(fault, Peer.PROXY, "proxy " + proxy + " " + what + answered, null, null);
    }
}
