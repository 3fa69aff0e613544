package io.aclk.query.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    private static final String END = "\r\n\r\n";

    private static Envelope parse(String text) throws IOException {
        return Envelope.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsTheKeysThatMatterAndIgnoresTheOthers() throws Exception {
        Envelope envelope =
                parse("{\"min-version\":\"x\",\"payload\":{\"deep\":[{}]},\"type\":\"http\",\"msg-id\":\"a\\u00e4\","
                        + "\"callback-topic\":\"/t\",\"version\":3,\"timeout\":60000.9}" + END + "GET /");

        assertEquals("a\u00e4", envelope.msgId());
        assertEquals("/t", envelope.callbackTopic());
        assertEquals(60000, envelope.timeoutMillis());
    }

    @Test
    void theHttpTextBeginsAfterTheFirstSeparator() throws Exception {
        String text = Fakes.envelope("1", 5);

        assertEquals(text.length(), parse(text + "GET / HTTP/1.1" + END).httpStart());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "-1e300"})
    void aTimeoutThatIsNotPositiveIsNone(String timeout) throws Exception {
        assertEquals(
                0, parse(Fakes.envelope("1", 5).replace(":5", ":" + timeout)).timeoutMillis());
    }

    @Test
    void aTimeoutBeyondAllTimeIsTheLongest() throws Exception {
        assertEquals(
                Long.MAX_VALUE,
                parse(Fakes.envelope("1", 5).replace(":5", ":1e300")).timeoutMillis());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "{}",
                "{\"type\":\"http\",\"msg-id\":\"1\",\"callback-topic\":\"/t\",\"version\":2}",
                "{}\r\n\r\n",
                "[]\r\n\r\n",
                "null\r\n\r\n",
                "{\"type\":\"http\"\r\n\r\n",
                "not json\r\n\r\n",
                "{\"type\":\"mqtt\",\"msg-id\":\"1\",\"callback-topic\":\"/t\",\"version\":2}\r\n\r\n",
                "{\"type\":7,\"msg-id\":\"1\",\"callback-topic\":\"/t\",\"version\":2}\r\n\r\n",
                "{\"msg-id\":\"1\",\"callback-topic\":\"/t\",\"version\":2}\r\n\r\n",
                "{\"type\":\"http\",\"callback-topic\":\"/t\",\"version\":2}\r\n\r\n",
                "{\"type\":\"http\",\"msg-id\":1,\"callback-topic\":\"/t\",\"version\":2}\r\n\r\n",
                "{\"type\":\"http\",\"msg-id\":null,\"callback-topic\":\"/t\",\"version\":2}\r\n\r\n",
                "{\"type\":\"http\",\"msg-id\":\"1\",\"version\":2}\r\n\r\n",
                "{\"type\":\"http\",\"msg-id\":\"1\",\"callback-topic\":[],\"version\":2}\r\n\r\n",
                "{\"type\":\"http\",\"msg-id\":\"1\",\"callback-topic\":\"/t\"}\r\n\r\n",
                "{\"type\":\"http\",\"msg-id\":\"1\",\"callback-topic\":\"/t\",\"version\":1}\r\n\r\n",
                "{\"type\":\"http\",\"msg-id\":\"1\",\"callback-topic\":\"/t\",\"version\":\"2\"}\r\n\r\n",
                "{\"type\":\"http\",\"msg-id\":\"1\",\"callback-topic\":\"/t\",\"version\":2,\"timeout\":\"9\"}\r\n\r\n",
                "{\"type\":\"http\",\"msg-id\":\"1\",\"callback-topic\":\"/t\",\"version\":2} x\r\n\r\n",
                "{\"a\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}\r\n\r\n"
            })
    void refusesFaultsThatAreNotAnswered(String text) {
        assertThrows(IOException.class, () -> parse(text));
    }

    @Test
    void refusesAnEnvelopeThatIsTooLong() {
        assertThrows(
                IOException.class,
                () -> parse("{\"x\":\"" + "y".repeat(Envelope.MAX_BYTES) + "\"}" + Fakes.envelope("1", 0)));
    }

    @Test
    void survivesEveryTruncation() {
        String whole = Fakes.envelope("6b0c8d6e", 60_000);
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThrows(IOException.class, () -> parse(cut));
        }
    }
}
