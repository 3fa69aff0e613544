package io.aclk.claiming.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.aclk.api.claim.ClaimException;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.BodyTooLargeException;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Reason;
import io.aclk.api.network.NetworkOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimCallTest {

    private static final Path PUBLIC_FILE = Path.of("/dir/public.pem");
    private static final UUID CLAIM_ID = UUID.fromString("c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2");

    private static final Clock CLOCK = Clock.fixed(Instant.parse("1994-11-06T08:49:37Z"), ZoneOffset.UTC);

    private HttpCall sent;

    @Test
    void callIsTheOneOfARealAgent() throws Exception {
        Map<String, String> golden = golden("claim");
        ClaimInputs inputs = inputs("https://localhost:40731", "11111111-1111-4111-8111-111111111111");
        call(new HttpReply(204, Map.of(), new byte[0]), inputs, publicKey(golden.get("body")));

        assertEquals(golden.get("method"), sent.method());
        assertEquals(golden.get("url"), sent.uri().getRawPath());
        assertEquals(golden.get("body"), new String(sent.body(), UTF_8));
        assertEquals(golden.get("Content-Length"), String.valueOf(sent.body().length));
        // Host and Content-Length are added by the network
        assertEquals(
                List.of("Accept", "Content-Type"),
                new ArrayList<>(sent.headers().keySet()));
        sent.headers().forEach((name, value) -> assertEquals(golden.get(name), value));
        assertEquals(Duration.ofSeconds(10), sent.limit());
        assertEquals(10_485_760, sent.maxBody());
    }

    @Test
    void challengeOfARealCloudHasTheFormThatIsDecrypted() throws Exception {
        String body = golden("challenge").get("response.body");
        String challenge = body.replaceFirst("\\{\"challenge\":\"([^\"]+)\"}", "$1");
        assertEquals(344, challenge.length());
        byte[] block = Base64.getDecoder().decode(challenge);
        assertEquals(256, block.length);
        assertThrows(ClaimException.class, () -> TestKeys.OTHER.decrypt(block));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://cloud.example", "https://cloud.example/"})
    void slashIsInsertedWhereItIsMissing(String url) {
        assertEquals(
                URI.create("https://cloud.example/api/v1/spaces/nodes/" + CLAIM_ID),
                ClaimCall.uri(URI.create(url), CLAIM_ID));
    }

    @Test
    void roomsAreAlwaysThere() {
        String body = new String(
                new ClaimCall(null, CLOCK).body(inputs("https://x", " ", "", " a "), CLAIM_ID, TestNodes.node(), "k"),
                UTF_8);
        assertTrue(body.contains("\"rooms\":[\"a\"]"), body);
        body = new String(new ClaimCall(null, CLOCK).body(inputs("https://x"), CLAIM_ID, TestNodes.node(), "k"), UTF_8);
        assertTrue(body.contains("\"rooms\":[]"), body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "204 | ignored | '' | false",
                "422 | {\"errorMsgKey\":\"ErrInvalidNodeID\"} | Failed: the node id is invalid | false",
                "422 | {\"errorMsgKey\":\"ErrInvalidNodeName\"} | Failed: the node name is invalid; it was 'golden-agent': change the host name of this machine | false",
                "422 | {\"errorMsgKey\":\"ErrInvalidRoomID\"} | Failed: one or more room ids are invalid; sent were 'a', 'b?': name rooms of the space that the token belongs to | false",
                "422 | {\"errorMsgKey\":\"ErrInvalidPublicKey\"} | Failed: the public key is invalid; 'bin/aclk claim --rotate-key' makes another one, but on an agent that is not claimed delete private.pem and public.pem of cloud.d instead | false",
                "422 | {\"a\":{\"errorMsgKey\":\"no\"},\"errorMsgKey\":\"ErrNew\"} | Failed with description 'ErrNew' | false",
                "422 | {\"errorMsgKey\":\"a\\u0007b\"} | Failed with description 'a?b' | false",
                "422 | {\"errorMsgKey\":7} | Failed with a response code 422 | false",
                "422 | {\"errorMsgKey\":{\"errorMsgKey\":\"x\"}} | Failed with a response code 422 | false",
                "422 | {\"other\":[1,{\"x\":2}]} | Failed with a response code 422 | false",
                "422 | [\"errorMsgKey\"] | Failed with a response code 422 | false",
                "422 | <html> | Failed with a response code 422 | false",
                "422 | {\"errorMsgKey\":\"cut | Failed with a response code 422 | false",
                "422 | '' | Failed with an empty response, code 422 | false",
                "102 | '' | Claiming is in progress | false",
                "403 | secret | Failed: token is expired, not found, or invalid; make a new token in the cloud and claim with it | false",
                "409 | '' | Failed: agent is already claimed; remove the node in the space that has it, then claim again | false",
                "500 | secret | Failed: received Internal Server Error; try again later | true",
                "503 | '' | Failed: Netdata Cloud is unavailable; try again later | true",
                "504 | '' | Failed: Gateway Timeout; try again later | true",
                "200 | {} | Failed with response code 200; what answers at https://x is not a cloud, or it has moved: check the url and the proxy | true",
                "201 | {} | Failed with response code 201; what answers at https://x is not a cloud, or it has moved: check the url and the proxy | true",
                "302 | '' | Failed with response code 302; what answers at https://x is not a cloud, or it has moved: check the url and the proxy | true",
                "404 | secret | Failed with response code 404; there is no cloud at https://x: check the url | true"
            })
    void outcomes(int status, String body, String reason, boolean retry) throws NetworkException {
        ClaimCall.Outcome outcome =
                call(new HttpReply(status, Map.of(), body.getBytes(UTF_8)), inputs("https://x", "a", "b\u0007"), "key");
        assertEquals(status == 204, outcome.claimed());
        assertEquals(reason, outcome.reason());
        assertEquals(retry, outcome.retry());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | PT2M",
                "0 | PT0S",
                "' 7 ' | PT7S",
                "86400 | PT1H",
                "99999999999999999999 | PT1H",
                "Sun, 06 Nov 1994 08:50:37 GMT | PT1M",
                "Sun, 06 Nov 1994 08:00:00 GMT | PT0S",
                "Sat, 06 Nov 2094 08:50:37 GMT | PT1H",
                "soon | ",
                "-5 | ",
                "'' | "
            })
    void retryAfter(String text, Duration wait) throws NetworkException {
        HttpReply reply = new HttpReply(503, Map.of("retry-after", text), new byte[0]);
        ClaimCall.Outcome outcome = call(reply, inputs("https://x"), "key");
        assertEquals(Optional.ofNullable(wait), outcome.retryAfter());
        assertTrue(outcome.reason().startsWith("Failed: Netdata Cloud is unavailable"), outcome.reason());
    }

    @Test
    void certificateThatIsNotTrustedIsToldWithTheWayOut() throws NetworkException {
        String reason =
                failing(new NetworkException(Reason.CERTIFICATE, "not trusted")).reason();
        assertTrue(reason.startsWith("Request failed with error: not trusted\nnext step: "), reason);
        assertTrue(reason.contains("\nnext step: use --ca FILE or --pin PIN"), reason);
    }

    @Test
    void longErrorKeyIsCut() throws NetworkException {
        String body = "{\"errorMsgKey\":\"" + "x".repeat(100_000) + "\"}";
        ClaimCall.Outcome outcome = call(new HttpReply(422, Map.of(), body.getBytes(UTF_8)), inputs("https://x"), "k");
        assertTrue(outcome.reason().length() < 300, "length " + outcome.reason().length());
    }

    @Test
    void failureOfTheTransportIsToldWithItsCircumstances() throws NetworkException {
        ClaimCall.Outcome outcome = failing(new NetworkException(Reason.DNS, "resolve x: unknown name"));
        assertTrue(outcome.retry());
        assertEquals(
                """
                Request failed with error: resolve x: unknown name
                next step: check the host name in the url and the name servers of this machine, or use --proxy
                proxy: 'http://X@proxy:1'
                insecure: yes
                public key file: '/dir/public.pem'
                trusted key file: '/dir/ca.pem'""",
                outcome.reason());
        assertFalse(outcome.reason().contains("secret"));
    }

    @Test
    void failureAtTheProxySpeaksOfTheProxy() throws NetworkException {
        String reason = failing(new NetworkException(
                        NetworkException.Fault.TCP_REFUSED, NetworkException.Peer.PROXY, "refused", null, null))
                .reason();
        assertTrue(reason.contains("\nnext step: check host and port of the proxy"), reason);
    }

    @Test
    void answerThatIsTooLarge() throws NetworkException {
        ClaimCall.Outcome outcome = failing(new BodyTooLargeException(10_485_760));
        assertFalse(outcome.retry());
        assertTrue(
                outcome.reason().startsWith("Request failed: response body exceeded 10485760 bytes\nproxy: "),
                outcome.reason());
    }

    @Test
    void abortIsPassedOn() {
        assertThrows(NetworkException.class, () -> failing(new NetworkException(Reason.ABORTED, "aborted")));
    }

    private ClaimCall.Outcome call(HttpReply reply, ClaimInputs inputs, String publicKey) throws NetworkException {
        Network network = new FakeNetwork() {
            @Override
            public HttpReply exchange(
                    HttpCall request, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
                sent = request;
                return reply;
            }
        };
        return new ClaimCall(network, CLOCK)
                .put(inputs, CLAIM_ID, TestNodes.node(), publicKey, PUBLIC_FILE, new AbortSignal());
    }

    private static ClaimCall.Outcome failing(NetworkException failure) throws NetworkException {
        Network network = new FakeNetwork() {
            @Override
            public HttpReply exchange(
                    HttpCall request, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
                    throws NetworkException {
                throw failure;
            }
        };
        ClaimInputs inputs = new ClaimInputs(
                "token",
                List.of(),
                URI.create("https://x"),
                new NetworkOptions("http://u:secret@proxy:1", true, List.of(Path.of("/dir/ca.pem")), ""),
                Optional.empty());
        return new ClaimCall(network, CLOCK)
                .put(inputs, CLAIM_ID, TestNodes.node(), "key", PUBLIC_FILE, new AbortSignal());
    }

    private static ClaimInputs inputs(String url, String... rooms) {
        return new ClaimInputs(
                "throw-away-token", List.of(rooms), URI.create(url), NetworkOptions.DIRECT, Optional.empty());
    }

    private abstract static class FakeNetwork implements Network {
        @Override
        public NetworkConnection connect(
                String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
            throw new IllegalStateException("a claim is one HTTP exchange");
        }
    }

    private static String publicKey(String body) throws IOException {
        try (JsonParser in = new JsonFactory().createParser(body)) {
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.FIELD_NAME
                        && in.currentName().equals("publicKey")) {
                    return in.nextTextValue();
                }
            }
            throw new IOException("no public key in " + body);
        }
    }

    /** A recorded exchange, flat: request members, its headers by name, and the members of the response. */
    private static Map<String, String> golden(String name) throws IOException {
        try (InputStream in = ClaimCallTest.class.getResourceAsStream("/golden/http.jsonl");
                JsonParser json = new JsonFactory().createParser(in)) {
            Map<String, String> exchange = new java.util.HashMap<>();
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.START_ARRAY && "headers".equals(json.currentName())) {
                    while (json.nextToken() == JsonToken.START_ARRAY) {
                        exchange.put(json.nextTextValue(), json.nextTextValue());
                        json.nextToken();
                    }
                } else if (json.currentToken().isScalarValue()) {
                    boolean response =
                            json.getParsingContext().pathAsPointer().toString().startsWith("/response");
                    exchange.put((response ? "response." : "") + json.currentName(), json.getText());
                } else if (json.currentToken() == JsonToken.END_OBJECT
                        && json.getParsingContext().inRoot()) {
                    if (name.equals(exchange.get("name"))) {
                        return exchange;
                    }
                    exchange.clear();
                }
            }
            throw new IOException("not recorded: " + name);
        }
    }
}
