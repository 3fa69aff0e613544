package io.aclk.link.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicTableTest {

    private static List<Map<?, ?>> recorded() throws Exception {
        byte[] body = Golden.exchanges("password").get(0).responseBody().getBytes(StandardCharsets.UTF_8);
        List<Map<?, ?>> elements = new ArrayList<>();
        for (Object element : (List<?>) Json.object(body).get("topics")) {
            elements.add(new HashMap<>((Map<?, ?>) element));
        }
        return elements;
    }

    static List<String> names() throws Exception {
        return recorded().stream().map(element -> (String) element.get("name")).toList();
    }

    @Test
    void replacesTheFirstTagAlone() throws Exception {
        List<Map<?, ?>> elements = recorded();
        elements.add(Map.of("name", "more", "topic", "/a/#{claim_id}/#{claim_id}"));

        assertEquals("/a/C/#{claim_id}", TopicTable.of(elements, "C").topic("more"));
    }

    @Test
    void knowsAllTopicsOfTheRecordedAnswer() throws Exception {
        TopicTable table = TopicTable.of(recorded(), "C");

        assertEquals(20, names().size());
        for (String name : names()) {
            assertTrue(table.topic(name).startsWith("/agent/C/"), name);
        }
        assertNull(table.topic("node-instance-manifest"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void refusesATableWithoutACompulsoryName(String name) throws Exception {
        List<Map<?, ?>> elements = recorded();
        elements.removeIf(element -> element.get("name").equals(name));

        assertMissing(name, elements);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aTemplateWithoutTheTagCountsAsMissing(String name) throws Exception {
        List<Map<?, ?>> elements = recorded();
        elements.removeIf(element -> element.get("name").equals(name));
        elements.add(Map.of("name", name, "topic", "/agent/fixed"));

        assertMissing(name, elements);
    }

    private static void assertMissing(String name, List<Map<?, ?>> elements) {
        AttemptException failure = assertThrows(AttemptException.class, () -> TopicTable.of(elements, "C"));
        assertEquals("otp password response is not JSON", failure.statusText());
        assertEquals("missing compulsory topic \"" + name + "\" in password response from cloud", failure.getMessage());
    }

    @Test
    void refusesTooManyTopics() throws Exception {
        List<Map<?, ?>> elements = recorded();
        for (int i = 0; i < 1000; i++) {
            elements.add(Map.of("name", "n" + i, "topic", "/#{claim_id}"));
        }

        assertThrows(AttemptException.class, () -> TopicTable.of(elements, "C"));
    }
}
