package io.aclk.query.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.query.internal.HttpText.SyntaxException;
import io.aclk.query.internal.HttpText.UnsupportedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTextTest {

    private static HttpText parse(String text) throws UnsupportedException, SyntaxException {
        return HttpText.parse(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    @Test
    void readsAGet() throws Exception {
        HttpText http =
                parse("GET /api/v1/info?a=%20b HTTP/1.1\r\nHost: h\r\nX-Netdata-Role:  member \r\nhost: other\r\n\r\n");

        assertEquals("GET", http.method());
        assertEquals("/api/v1/info?a=%20b", http.target());
        assertEquals("other", http.headers().get("host"));
        assertEquals("member", http.headers().get("x-netdata-role"));
        assertEquals(0, http.body().length);
    }

    @Test
    void readsAPostWithItsBody() throws Exception {
        HttpText http = parse("POST /x HTTP/1.1\r\nContent-Length: 6\r\n\r\na\r\n\r\nb");

        assertEquals("a\r\n\r\nb", new String(http.body(), StandardCharsets.UTF_8));
    }

    @Test
    void anEmptyBodyNeedsItsLengthToo() throws Exception {
        assertEquals(0, parse("PUT /x HTTP/1.1\r\nContent-Length: 0\r\n\r\n").body().length);
        assertThrows(SyntaxException.class, () -> parse("PUT /x HTTP/1.1\r\n\r\n"));
    }

    @ParameterizedTest
    @CsvSource({"gzip,true", "'deflate, GZip;q=1',true", "deflate,false", "'',false"})
    void knowsWhetherGzipIsTaken(String accepted, boolean expected) throws Exception {
        assertEquals(
                expected,
                parse("GET / HTTP/1.1\r\nAccept-Encoding: " + accepted + "\r\n\r\n")
                        .acceptsGzip());
        assertFalse(parse("GET / HTTP/1.1\r\n\r\n").acceptsGzip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "G",
                "GET",
                "GET ",
                "GET x HTTP/1.1\r\n\r\n",
                "get / HTTP/1.1\r\n\r\n",
                "HEAD / HTTP/1.1\r\n\r\n",
                "OPTIONS / HTTP/1.1\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\n\r\n",
                " GET / HTTP/1.1\r\n\r\n",
                "STREAM key=x HTTP/1.1\r\n\r\n",
                "\u0000\u0001\u0002"
            })
    void otherMethodsAreNotSupported(String text) {
        assertThrows(UnsupportedException.class, () -> parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET / HTTP/1.1",
                "GET / HTTP/1.1\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "GET /\r\n\r\n",
                "GET /a b HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\nHost: x\n\n",
                "GET / HTTP/1.1\r\nHost: x",
                "GET / HTTP/1.1\r\nHost: x\r\n",
                "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\n: x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\nbody",
                "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                "GET /\0 HTTP/1.1\r\n\r\n",
                "DELETE / HTTP/1.1\r\n\r\n\r\n",
                "POST / HTTP/1.1\r\n\r\nbody",
                "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nbody",
                "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nbody",
                "POST / HTTP/1.1\r\nContent-Length: -4\r\n\r\nbody",
                "POST / HTTP/1.1\r\nContent-Length: 4x\r\n\r\nbody",
                "POST / HTTP/1.1\r\nContent-Length: \r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nbody",
                "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n\0"
            })
    void faultsOfTheSyntax(String text) {
        assertThrows(SyntaxException.class, () -> parse(text));
    }

    @Test
    void limits() throws Exception {
        String longest = "/" + "x".repeat(HttpText.MAX_TARGET - 5);
        assertEquals(longest, parse("GET " + longest + " HTTP/1.1\r\n\r\n").target());
        assertThrows(
                SyntaxException.class, () -> parse("GET /" + "x".repeat(HttpText.MAX_TARGET) + " HTTP/1.1\r\n\r\n"));
        assertThrows(
                SyntaxException.class,
                () -> parse("GET / HTTP/1.1\r\nA: " + "x".repeat(HttpText.MAX_LINE) + "\r\n\r\n"));
        assertTrue(parse("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(HttpText.MAX_HEADERS) + "\r\n")
                .headers()
                .containsKey("a"));
        assertThrows(
                SyntaxException.class,
                () -> parse("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(HttpText.MAX_HEADERS + 1) + "\r\n"));
    }

    @Test
    void survivesEveryTruncation() throws Exception {
        String whole = "POST /api/v3/config?action=tree HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
        parse(whole);
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            Exception failure = assertThrows(Exception.class, () -> parse(cut));
            assertTrue(failure instanceof SyntaxException || failure instanceof UnsupportedException, "at " + length);
        }
    }
}
