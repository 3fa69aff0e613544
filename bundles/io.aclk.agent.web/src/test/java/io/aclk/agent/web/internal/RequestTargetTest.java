package io.aclk.agent.web.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/|[]",
                "//|[]",
                "/api/v1/info|[api, v1, info]",
                "//api///v1/info/|[api, v1, info]",
                "/api%2Fv1%2finfo|[api, v1, info]",
                "/api/v1/info%3Fx=1|[api, v1, info]",
                "/host/my+host/api|[host, my host, api]",
                "/a%00b%0a|[a b ]",
                "/100%|[100%]",
                "/100%2|[100%2]",
                "/%zz%4|[%zz%4]",
                "/%c3%a9|[é]",
                "/%ff|[\uFFFD]",
            })
    void splitsThePathAfterDecoding(String target, String path) {
        assertEquals(path, RequestTarget.parse(target).path().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/?a=1|1",
                "/?a=1&a=2|2",
                "/?a=1&a=|1",
                "/?b=1&a=x%20y|x y",
                "/?a=x+y|x y",
                "/?a=x=y|x=y",
                "/?a=x%26b=2|x",
                "/?&&=&a=1&=3&|1",
                "/?a=1?2|1?2",
            })
    void readsTheLastValue(String target, String value) {
        assertEquals(value, RequestTarget.parse(target).parameters().text("a"));
    }

    @Test
    void dropsEmptyValues() {
        assertNull(RequestTarget.parse("/?a=&b").parameters().text("a", "b"));
    }

    @Test
    void joinsRepeatedParameters() {
        Parameters parameters =
                RequestTarget.parse("/?dim=a&dims=b,c&dimension=d").parameters();

        assertEquals("a|b,c|d", parameters.all("dimension", "dimensions", "dim", "dims"));
    }

    @ParameterizedTest
    @CsvSource({
        "5,5",
        "-5,-5",
        "0,0",
        "12abc,12",
        "abc,77",
        "-,77",
        "1e9,1",
        "' 8',8",
        "+8,8",
        "99999999999999999999999999,1000000000000",
        "-99999999999999999999999999,-1000000000000"
    })
    void readsNumbersWithoutEverFailing(String text, long number) {
        assertEquals(number, RequestTarget.parse("/?n=" + text).parameters().number(77, "n"));
    }
}
