package io.aclk.agent.web.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.InfoContributor.Document;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares member names and JSON types at every level of our answers with those that a real agent gave to the same
 * request.
 */
class GoldenShapeTest {

    /** Members whose names are data, so that only what they hold is compared. */
    private static final Set<String> MAPS = Set.of("$.host_labels", "$.functions", "$.nodes[].labels");

    /** What a real agent has and we have not, with the reason. */
    private static final Set<String> ABSENT = Set.of(
            // no alert engine is part of this bundle, so nothing carries counters of alerts
            "$.summary.nodes[].al",
            "$.summary.contexts[].al",
            "$.summary.instances[].al",
            "$.summary.alerts[]",
            // no function is offered
            "$.functions.*",
            "$.functions[]");

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "info-v1 /api/v1/info",
                "data-v2-cpu /api/v2/data?contexts=system.cpu&after=-60&points=60&dimensions=!idle,*&options=jsonwrap,minify",
                "data-v2-load /api/v2/data?contexts=system.load&after=-10&points=5",
                "nodes-v2 /api/v2/nodes",
                "functions-v3 /api/v3/functions",
            })
    void answersHaveTheShapeOfARealAgent(String recorded, String target) throws IOException {
        FakeHost host = FakeHost.withSamples();
        host.contributors.add(document ->
                document == Document.INFO_AGENT ? Map.of("cloud", Map.of("claim_id", "c2a80be0")) : Map.of());

        ApiResponse response = host.get(target);

        assertEquals(200, response.status());
        Map<String, Set<String>> expected = shape(JsonTree.parse(resource(recorded)));
        Map<String, Set<String>> actual = shape(JsonTree.parse(response.body()));
        expected.keySet().removeIf(path -> ABSENT.stream().anyMatch(path::startsWith));
        assertEquals(lines(expected), lines(actual));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = GoldenShapeTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            return in.readAllBytes();
        }
    }

    private static String lines(Map<String, Set<String>> shape) {
        StringBuilder text = new StringBuilder();
        shape.forEach(
                (path, types) -> text.append(path).append(' ').append(types).append('\n'));
        return text.toString();
    }

    /** Types by path; {@code []} stands for all items of a list, {@code *} for all members of a map. */
    private static Map<String, Set<String>> shape(Object tree) {
        Map<String, Set<String>> shape = new TreeMap<>();
        add(shape, "$", tree);
        return shape;
    }

    private static void add(Map<String, Set<String>> shape, String path, Object value) {
        shape.computeIfAbsent(path, p -> new TreeSet<>()).add(type(value));
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> add(shape, path + "." + (MAPS.contains(path) ? "*" : name), member));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> add(shape, path + "[]", item));
        }
    }

    private static String type(Object value) {
        if (value == null) {
            return "null";
        }
        return Arrays.asList("Map", "List", "String", "Boolean").stream()
                .filter(name -> isA(value, name))
                .findFirst()
                .orElse("Number");
    }

    private static boolean isA(Object value, String name) {
        return switch (name) {
            case "Map" -> value instanceof Map;
            case "List" -> value instanceof List;
            case "String" -> value instanceof String;
            default -> value instanceof Boolean;
        };
    }
}
