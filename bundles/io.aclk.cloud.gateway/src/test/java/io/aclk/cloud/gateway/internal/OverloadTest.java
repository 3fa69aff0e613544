package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More requests than can be answered, and requests that do not end. */
class OverloadTest {

    private static final String CHALLENGE = "/api/v1/auth/node/" + Golden.CLAIM + "/challenge";

    @TempDir
    Path directory;

    @Test
    void claimsAndLoginsBeyondTheBoundAreToldWhenToComeBackAndOthersAreServed() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (TestServer server = new TestServer(directory)) {
            // some more than fit: a question asked below may take the place of one of them
            for (int i = 0; i < AgentServlet.AT_ONCE + 8; i++) {
                slow.add(claimWithoutBody(server));
            }
            TestServer.Answer refused = awaitStatus(server, 503);
            assertEquals("10", refused.headers().get("retry-after"));
            assertEquals(10, refused.json().get("errorRetryDelaySeconds"));
            assertEquals("ErrServiceUnavailable", refused.json().get("errorMsgKey"));
            assertEquals(
                    200,
                    server.request("GET", "/api/v1/env?v=1&cap=proto&claim_id=" + Golden.CLAIM, "")
                            .status());
            for (Socket socket : slow) {
                socket.close();
            }
            awaitStatus(server, 404);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static Socket claimWithoutBody(TestServer server) throws Exception {
        SSLSocket socket = server.connect();
        socket.getOutputStream()
                .write(("PUT /api/v1/spaces/nodes/" + Golden.CLAIM + " HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Length: 100\r\n\r\n{")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    /** The requests before arrive when they arrive. */
    private static TestServer.Answer awaitStatus(TestServer server, int status) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        TestServer.Answer answer = server.request("GET", CHALLENGE, "");
        while (answer.status() != status) {
            assertTrue(System.nanoTime() < end, "still " + answer.status());
            answer = server.request("GET", CHALLENGE, "");
        }
        return answer;
    }

    @Test
    void aBodyThatDripsInIsGivenUp() throws Exception {
        AtomicLong nanos = new AtomicLong();
        UnreadableBodyException e = assertThrows(
                UnreadableBodyException.class,
                () -> Answers.body(request(new byte[20], () -> nanos.addAndGet(100)), 1000, 1_000, nanos::get));
        assertEquals(408, e.verdict().status());
        assertEquals(1_100, nanos.get());
    }

    @Test
    void aBodyIsReadWhole() throws Exception {
        byte[] body = {1, 2, 3, 4, 5};
        assertArrayEquals(body, Answers.body(request(body, () -> {}), 5));
        UnreadableBodyException e =
                assertThrows(UnreadableBodyException.class, () -> Answers.body(request(body, () -> {}), 4));
        assertEquals(413, e.verdict().status());
    }

    /** A request of unknown length, whose body comes a byte at a time. */
    private static HttpServletRequest request(byte[] body, Runnable onByte) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(body);
        ServletInputStream in = new ServletInputStream() {
            @Override
            public int read() {
                onByte.run();
                return bytes.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int b = read();
                if (b < 0) {
                    return -1;
                }
                target[offset] = (byte) b;
                return 1;
            }

            @Override
            public boolean isFinished() {
                return bytes.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException();
            }
        };
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getContentLengthLong" -> -1L;
                    case "getInputStream" -> in;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
