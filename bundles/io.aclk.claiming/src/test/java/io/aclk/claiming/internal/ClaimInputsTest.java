package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.claim.ClaimRequest;
import io.aclk.api.config.LinkSettings;
import io.aclk.api.network.NetworkOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimInputsTest {

    private static final String PIN = "sha256/of-the-former-cloud";
    private static final ClaimFiles.Trust FORMER =
            new ClaimFiles.Trust(Optional.of(URI.create("https://former")), PIN, true);

    @Test
    void whatWasGivenForACloudCountsForThatCloudOnly() throws Exception {
        LinkSettings settings = settings(PIN, true);
        for (Optional<URI> same : List.of(Optional.<URI>empty(), Optional.of(URI.create("https://former/")))) {
            NetworkOptions network = ClaimInputs.of(request(same, Optional.empty()), settings, FORMER)
                    .network();
            assertEquals(PIN, network.pin());
            assertTrue(network.insecure());
        }
        ClaimInputs elsewhere =
                ClaimInputs.of(request(Optional.of(URI.create("https://other")), Optional.empty()), settings, FORMER);
        assertEquals("", elsewhere.network().pin());
        assertFalse(elsewhere.network().insecure());
        assertEquals("http://proxy:1", elsewhere.network().proxy(), "the way out is the same");
    }

    @Test
    void whatTheOwnerSetOrGaveCountsForAnyCloud() throws Exception {
        Optional<URI> other = Optional.of(URI.create("https://other"));
        String set = "sha256/set";
        ClaimFiles.Trust secure = new ClaimFiles.Trust(FORMER.url(), PIN, false);
        NetworkOptions network = ClaimInputs.of(request(other, Optional.empty()), settings(set, true), secure)
                .network();
        assertEquals(set, network.pin());
        assertTrue(network.insecure());
        assertEquals(
                "sha256/given",
                ClaimInputs.of(request(other, Optional.of("sha256/given")), settings(PIN, true), FORMER)
                        .network()
                        .pin());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://user:password@cloud", "https://cloud/?space=1", "ftp://cloud", "https:///path"})
    void urlThatNobodyCouldUseLaterIsRefusedAtOnce(String url) {
        ClaimFailure failure = assertThrows(
                ClaimFailure.class,
                () -> ClaimInputs.of(
                        request(Optional.of(URI.create(url)), Optional.empty()), settings("", false), FORMER));
        assertTrue(
                failure.getMessage().startsWith("Failed: the url of the claim cannot be used: it wants a URL "),
                failure.getMessage());
        assertFalse(failure.getMessage().contains("password"), failure.getMessage());
    }

    @Test
    void aMistakeInTheProxyOfTheClaimIsNotTakenForOneInTheSettings() {
        ClaimRequest request = new ClaimRequest(
                "t",
                List.of(),
                Optional.empty(),
                Optional.of("foo://user:password@proxy"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        ClaimFailure failure =
                assertThrows(ClaimFailure.class, () -> ClaimInputs.of(request, settings("", false), FORMER));
        assertTrue(
                failure.getMessage()
                        .startsWith(
                                "Failed: the proxy of the claim (--proxy, or proxy of claim.conf) cannot be used: it"
                                        + " wants none, env, or a URL"),
                failure.getMessage());
        assertFalse(failure.getMessage().contains("password"), failure.getMessage());
    }

    private static ClaimRequest request(Optional<URI> url, Optional<String> pin) {
        return new ClaimRequest("t", List.of(), url, Optional.empty(), Optional.empty(), pin, Optional.empty());
    }

    private static LinkSettings settings(String pin, boolean insecure) {
        return LinkSettings.of(Map.of(
                LinkSettings.URL,
                "https://former",
                LinkSettings.PROXY,
                "http://proxy:1",
                LinkSettings.PIN,
                pin,
                LinkSettings.INSECURE,
                String.valueOf(insecure)));
    }
}
