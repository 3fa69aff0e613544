package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {

    private static final URI AUTH = URI.create("https://localhost:40731/api/v1/auth");

    private final FakeNetwork network = new FakeNetwork();
    private final Login login = new Login(
            new Target(Golden.CLAIM_ID, URI.create("https://localhost:40731/"), NetworkOptions.DIRECT, network, null),
            new FakeIdentity(Golden.CLAIM_ID),
            new AbortSignal(),
            new Stages(Stages.NOBODY));

    @ParameterizedTest
    @CsvSource({
        "https://h/p,             https://h:443/p/node/%s/challenge",
        "https://h:8443/p/,       https://h:8443/p//node/%s/challenge",
        "http://h/p,              https://h:80/p/node/%s/challenge",
        "https://h,               https://h:443//node/%s/challenge"
    })
    void putsThePathOfTheEndpointInFrontAsItIs(String endpoint, String expected) throws Exception {
        login.response(URI.create(endpoint));

        assertEquals(
                String.format(expected, Golden.CLAIM_ID),
                network.calls.get(0).uri().toString());
    }

    @ParameterizedTest
    @EnumSource(NetworkException.Reason.class)
    void givesEveryNetworkFailureAStatusString(NetworkException.Reason reason) {
        network.failure = new NetworkException(reason, "no");

        AttemptException failure = assertThrows(AttemptException.class, login::environment);
        assertEquals(Texts.statusOf(reason), failure.statusText());
        assertTrue(failure.getMessage().contains("localhost"));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 201, 204, 301, 302, 400, 401, 500, 503})
    void takesNothingButTheStatusOfTheSpecification(int status) {
        answer("env", status, Golden.exchanges("env").get(0).responseBody());
        assertEquals(
                "/env response code is not 200",
                assertThrows(AttemptException.class, login::environment).statusText());
        if (status != 201) {
            answer("password", status, Golden.exchanges("password").get(0).responseBody());
            assertEquals("otp password response is not http/201", credentialsFail());
        }
        answer("challenge", status, Golden.exchanges("challenge").get(0).responseBody());
        assertEquals("otp challenge response is not http/200", credentialsFail());
    }

    @Test
    void passwordWith200IsAFailure() {
        answer("password", 200, Golden.exchanges("password").get(0).responseBody());

        assertEquals("otp password response is not http/201", credentialsFail());
    }

    @Test
    void namesEmptyBodies() {
        answer("env", 200, "");
        assertEquals(
                "/env response is empty",
                assertThrows(AttemptException.class, login::environment).statusText());
        answer("password", 201, "");
        assertEquals("otp password response is empty", credentialsFail());
    }

    static List<String> badChallenges() {
        String block = Base64.getEncoder().encodeToString(new byte[256]);
        return List.of(
                "",
                "{}",
                "[]",
                "{\"challenge\":7}",
                "{\"challenge\":\"\"}",
                "{\"challenge\":\"" + block.substring(1) + "\"}",
                "{\"challenge\":\"" + block + "A\"}",
                "{\"challenge\":\"" + "!".repeat(344) + "\"}",
                "{\"challenge\":\"" + Base64.getEncoder().encodeToString(new byte[258]) + "\"}",
                "{\"challenge\":\"" + block);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("badChallenges")
    void refusesAChallengeThatIsNotOneBlock(String body) {
        answer("challenge", 200, body);

        assertEquals("otp challenge response is invalid", credentialsFail());
    }

    @Test
    void saysThatTheChallengeIsForAnotherKey() {
        answer("challenge", 200, "{\"challenge\":\"" + Base64.getEncoder().encodeToString(new byte[256]) + "\"}");

        assertEquals("otp challenge decryption failed", credentialsFail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "nonsense",
                "{\"clientID\":\"c\",\"username\":\"u\"}",
                "{\"clientID\":1,\"username\":\"u\",\"password\":\"p\"}",
                "{\"clientID\":\"c\",\"username\":\"u\",\"password\":\"p\",\"topics\":{}}",
                "{\"clientID\":\"c\",\"username\":\"u\",\"password\":\"p\",\"topics\":[7]}",
                "{\"clientID\":\"c\",\"username\":\"u\",\"password\":\"p\",\"topics\":[{\"name\":\"chart\"}]}",
                "{\"clientID\":\"c\",\"username\":\"u\",\"password\":\"secret-word\",\"topics\":[]}"
            })
    void refusesCredentialsThatAreNotComplete(String body) {
        answer("password", 201, body);

        AttemptException failure =
                assertThrows(AttemptException.class, () -> login.credentials(AUTH, login.response(AUTH)));
        assertEquals("otp password response is not JSON", failure.statusText());
        assertFalse(failure.toString().contains("secret-word"));
    }

    @Test
    void credentialsHideTheirSecrets() throws Exception {
        String shown = login.credentials(AUTH, login.response(AUTH)).toString();

        assertFalse(shown.contains("JWuuP8rp63VDv64qEHyfW4zz8dphJu9A"), shown);
        assertFalse(shown.contains("u-0lg7oNC_OCwa"), shown);
    }

    @Test
    void readsErrorBodies() {
        Optional<ErrorBody> error = error(LinkScenariosTest.error(true, 90));

        assertEquals(Optional.of(Duration.ofSeconds(90)), error.orElseThrow().retryDelay());
        assertTrue(error.get().banned());
        assertEquals("E1", error.get().code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "html",
                "{}",
                "{\"errorCode\":1,\"errorMsgKey\":\"k\",\"errorMessage\":\"m\",\"errorNonRetryable\":true}",
                "{\"errorMsgKey\":\"k\",\"errorMessage\":\"m\",\"errorNonRetryable\":true}"
            })
    void anErrorBodyWithoutItsMembersHasNoEffect(String body) {
        assertEquals(Optional.empty(), error(body));
    }

    @ParameterizedTest
    @CsvSource({"0", "-5", "\"soon\"", "1.5", "null"})
    void aDelayThatIsNoPositiveIntegerIsNone(String delay) {
        String body = LinkScenariosTest.error(false, 0).replace("Seconds\":0", "Seconds\":" + delay);

        assertEquals(Optional.empty(), error(body).orElseThrow().retryDelay());
    }

    @Test
    void aHugeDelayIsCutToWhatAWaitCanHold() {
        String body = LinkScenariosTest.error(false, 0).replace("Seconds\":0", "Seconds\":9223372036854775807");

        assertEquals(
                Optional.of(Duration.ofDays(365)), error(body).orElseThrow().retryDelay());
    }

    @Test
    void textsOfThePeerCannotForgeLogLines() {
        String body = LinkScenariosTest.error(false, 0).replace("go away", "a\\nERROR forged\\u0007");

        assertEquals("a?ERROR forged?", error(body).orElseThrow().message());
    }

    private static Optional<ErrorBody> error(String body) {
        return ErrorBody.of(body.getBytes(StandardCharsets.UTF_8));
    }

    private void answer(String name, int status, String body) {
        HttpReply reply = FakeNetwork.reply(status, body);
        network.answers = asked -> asked.equals(name) ? reply : null;
    }

    private String credentialsFail() {
        return assertThrows(AttemptException.class, () -> login.credentials(AUTH, login.response(AUTH)))
                .statusText();
    }
}
