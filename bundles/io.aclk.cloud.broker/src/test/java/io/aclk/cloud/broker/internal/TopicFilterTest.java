package io.aclk.cloud.broker.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

    @ParameterizedTest
    @CsvSource({
        "/agent/a/inbound/+, /agent/a/inbound/cmd, true",
        "/agent/a/inbound/+, /agent/a/inbound, false",
        "/agent/a/inbound/+, /agent/a/inbound/v1/cmd, false",
        "/agent/a/inbound/+, /agent/a/inbound/, true",
        "/agent/a/#, /agent/a, true",
        "/agent/a/#, /agent/a/b/c, true",
        "/agent/a/#, /agent/ab, false",
        "/agent/a/#, agent/a/b, false",
        "/agent/+/outbound/#, /agent/b/outbound/x, true",
        "/agent/a/x, /agent/a/x, true",
        "/agent/a/x, /agent/a/X, false",
        "#, /agent, true",
        "#, $SYS/x, false",
        "+/x, $SYS/x, false",
        "$SYS/x, $SYS/x, true",
        "/agent/a.b/x, /agent/a/b/x, false",
        "/agent/#, /agent/+, false",
        "/agent/#, /agent/#, false"
    })
    void matchesTopics(String filter, String topic, boolean expected) {
        assertEquals(expected, TopicFilter.of(filter).matches(topic));
    }

    @ParameterizedTest
    @CsvSource({
        "/agent/a/#, /agent/a/+, true",
        "/agent/a/#, /agent/a/#, true",
        "/agent/a/#, /agent/a/+/x/#, true",
        "/agent/a/+, /agent/a/+, true",
        "/agent/a/+, /agent/a/x, true",
        "/agent/a/+, /agent/a/#, false",
        "/agent/a/x, /agent/a/+, false",
        "/agent/a/x, /agent/+/x, false",
        "/agent/+/x, /agent/a/x, true",
        "/agent/a/#, /agent/#, false",
        "/agent/a/#, #, false",
        "/agent/a/#, +/+/+, false",
        "#, $SYS/#, false"
    })
    void coversNarrowerFilters(String right, String wanted, boolean expected) {
        assertEquals(expected, TopicFilter.of(right).covers(TopicFilter.of(wanted)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a#", "#/a", "a/#/b", "a/+b", "++"})
    void refusesWhatIsNoFilter(String text) {
        assertThrows(IllegalArgumentException.class, () -> TopicFilter.of(text));
    }
}
