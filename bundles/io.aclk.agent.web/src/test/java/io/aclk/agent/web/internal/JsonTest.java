package io.aclk.agent.web.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0.0,0",
        "1,1",
        "-1,-1",
        "0.1,0.1",
        "84.77157,84.77157",
        "2.1090846,2.1090846",
        "0.00000004,0",
        "0.00000005,0.0000001",
        "-0.00000006,-0.0000001",
        "0.9999999999,1",
        "24769790000,24769790000",
        "22281416.2743839,22281416.2743839",
        "-12.5,-12.5",
        "100000000.1234567,100000000.1234567",
        "1e300,1.0E300",
        "9007199254740993,9007199254740992"
    })
    void numbersHaveAtMostSevenDecimals(double value, String expected) {
        byte[] document = Json.document(EnumSet.of(Option.MINIFY), json -> json.value(value));

        assertEquals(expected, new String(document, StandardCharsets.UTF_8));
        assertEquals(expected, Json.number(value));
    }

    @Test
    void whatIsNoNumberIsNull() {
        for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
            assertEquals(
                    "null",
                    new String(
                            Json.document(EnumSet.of(Option.MINIFY), json -> json.value(value)),
                            StandardCharsets.UTF_8));
        }
    }

    @Test
    void contributedValuesOfAllTypes() {
        byte[] document = Json.document(
                EnumSet.of(Option.MINIFY),
                json -> json.any(Arrays.asList(
                        "a\"\u0001", 1, 2L, 1.5f, true, null, Map.of("k", List.of(1)), StandardCharsets.UTF_8)));

        assertEquals(
                "[\"a\\\"\\u0001\",1,2,1.5,true,null,{\"k\":[1]},\"UTF-8\"]",
                new String(document, StandardCharsets.UTF_8));
    }

    @Test
    void prettyByDefault() {
        byte[] document = Json.document(EnumSet.noneOf(Option.class), json -> json.object()
                .member("a", 1)
                .array("b")
                .endArray()
                .object("c")
                .endObject()
                .endObject());

        assertEquals("{\n    \"a\":1,\n    \"b\":[],\n    \"c\":{}\n}", new String(document, StandardCharsets.UTF_8));
    }
}
