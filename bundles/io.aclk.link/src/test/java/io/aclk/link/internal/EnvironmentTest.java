package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

    private static final String NOT_JSON = "/env response is not JSON";

    static String env() {
        return Golden.exchanges("env").get(0).responseBody();
    }

    private static Environment parse(String body) throws AttemptException {
        return Environment.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String statusOf(String body) {
        return assertThrows(AttemptException.class, () -> parse(body)).statusText();
    }

    @Test
    void readsTheRecordedAnswer() throws Exception {
        Environment environment = parse(env());

        assertEquals(
                "https://localhost:40731/api/v1/auth",
                environment.authEndpoint().toString());
        assertEquals("wss://localhost:40731/mqtt", environment.broker().toString());
        assertEquals(List.of("proto"), environment.capabilities());
        assertEquals(2, environment.limits().base());
        assertEquals(Duration.ZERO, environment.limits().min());
    }

    @Test
    void takesTheFirstMqtt5TransportOnPort443WithTheFixedPath() throws Exception {
        Environment environment = parse(transports("[{\"type\":\"MQTTv3\",\"endpoint\":\"wss://old/\"},"
                + "{\"type\":\"MQTTv5\",\"endpoint\":\"wss://mqtt.example/elsewhere\"},"
                + "{\"type\":\"MQTTv5\",\"endpoint\":\"wss://second\"}]"));

        assertEquals("wss://mqtt.example:443/mqtt", environment.broker().toString());
    }

    @Test
    void ignoresMembersThatItDoesNotKnow() throws Exception {
        parse(env().replaceFirst("\\{", "{\"new\":{\"deep\":[1,2,{}]},"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROTO", "Proto", "proto"})
    void theCapabilityIsComparedWithoutCase(String capability) throws Exception {
        parse(env().replace("[\"proto\"]", "[\"x\",\"" + capability + "\"]"));
    }

    @ParameterizedTest
    @CsvSource({"1,500,0", "10,500,0", "2,1024,1000", "2,9223372036854775807,0"})
    void acceptsLimitsInRange(long base, long max, long min) throws Exception {
        parse(backoff(base, max, min));
    }

    @ParameterizedTest
    @CsvSource({"0,500,0", "11,500,0", "2,499,0", "2,500,-1"})
    void refusesLimitsOutOfRange(long base, long max, long min) {
        assertEquals(NOT_JSON, statusOf(backoff(base, max, min)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{}",
                "{} {}",
                "{\"encoding\":\"proto\"}",
                "<html>",
                "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]}"
            })
    void refusesWhatIsNotTheObject(String body) {
        assertEquals(NOT_JSON, statusOf(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"authEndpoint", "encoding", "transports", "backoff", "capabilities"})
    void refusesAMissingOrMistypedMember(String member) {
        assertEquals(NOT_JSON, statusOf(env().replace("\"" + member + "\"", "\"other\"")));
        assertEquals(NOT_JSON, statusOf(env().replaceFirst("\"" + member + "\":", "\"" + member + "\":7,\"x\":")));
    }

    @Test
    void refusesAMemberThatOccursTwice() {
        assertEquals(NOT_JSON, statusOf(env().replaceFirst("\\{", "{\"encoding\":\"proto\",")));
    }

    @Test
    void namesWhatTheCloudCannotDo() {
        assertEquals("can't connect, old protocol not supported", statusOf(env().replace("\"proto\",", "\"json\",")));
        assertEquals(NOT_JSON, statusOf(env().replace("\"encoding\":\"proto\"", "\"encoding\":\"cbor\"")));
        assertEquals("can't connect, protocol capability not supported", statusOf(env().replace("[\"proto\"]", "[]")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "not a url", "ftp://x/y", "https://", "/path", "https://user:pw@x/", "https://x:99999/"})
    void refusesAnAuthEndpointThatIsNotAUrl(String url) {
        assertEquals(
                "can't connect, invalid /env auth url",
                statusOf(env().replace("https://localhost:40731/api/v1/auth", url)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "mqtt://x", "wss://", "wss://x:0/mqtt", "wss://x:65536/mqtt"})
    void refusesATransportThatIsNotAUrl(String url) {
        assertEquals(
                "can't connect, invalid /env transport URL",
                statusOf(env().replace("wss://localhost:40731/mqtt", url)));
    }

    @Test
    void refusesTransportsThatItCannotUse() {
        String none = "can't connect, invalid /env transport idx";
        assertEquals(none, statusOf(transports("[{\"type\":\"MQTTv3\",\"endpoint\":\"wss://x\"}]")));
        assertEquals(
                none,
                statusOf(transports("[{\"type\":\"QUIC\",\"endpoint\":\"wss://x\"},"
                        + "{\"type\":\"MQTTv5\",\"endpoint\":\"wss://y\"}]")));
        assertEquals(NOT_JSON, statusOf(transports("[]")));
        assertEquals(NOT_JSON, statusOf(transports("[7]")));
        assertEquals(NOT_JSON, statusOf(transports("[{\"type\":\"MQTTv5\"}]")));
    }

    private static String transports(String array) {
        return env().replaceFirst("\"transports\":\\[.*?\\]", "\"transports\":" + array.replace("$", "\\$"));
    }

    private static String backoff(long base, long max, long min) {
        return env().replaceFirst(
                        "\"backoff\":\\{.*?\\}",
                        "\"backoff\":{\"base\":" + base + ",\"maxSeconds\":" + max + ",\"minSeconds\":" + min + "}");
    }
}
