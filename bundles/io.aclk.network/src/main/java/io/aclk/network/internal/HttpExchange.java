package io.aclk.network.internal;

import io.aclk.api.network.BodyTooLargeException;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkException.Fault;
import io.aclk.api.network.NetworkException.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** One HTTP/1.1 request and its answer over an open socket, by Apache HttpCore. */
final class HttpExchange {

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int FIRST_FINAL_STATUS = 200;
    /** Interim answers beyond this are no protocol any more. */
    private static final int MAX_INTERIM = 16;

    private final HttpCall call;
    private final String host;
    private final int port;

    HttpExchange(HttpCall call, String host, int port) {
        this.call = call;
        this.host = host;
        this.port = port;
    }

    /** Sends the request and reads the whole answer. The socket is left open. */
    HttpReply run(Socket socket) throws IOException {
        // not closed: it owns nothing but the socket, which belongs to the caller
        HttpConnection connection = new HttpConnection();
        try {
            connection.bind(socket);
            BasicClassicHttpRequest request = request();
            connection.sendRequestHeader(request);
            if (request.getEntity() != null) {
                connection.sendRequestEntity(request);
            }
            connection.flush();
            return receive(connection);
        } catch (HttpException | MessageConstraintException | MalformedChunkCodingException e) {
            throw new NetworkException(
                    Fault.NOT_HTTP,
                    Peer.SERVER,
                    "the answer is not HTTP: " + Printable.text(String.valueOf(e.getMessage())),
                    null,
                    e);
        }
    }

    private BasicClassicHttpRequest request() {
        String path = call.uri().getRawPath();
        String query = call.uri().getRawQuery();
        String target = (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
        BasicClassicHttpRequest request = new BasicClassicHttpRequest(call.method(), target);
        if (call.headers().keySet().stream().noneMatch("host"::equalsIgnoreCase)) {
            request.addHeader(
                    "Host", port == NetworkService.HTTPS_PORT ? HostPort.bracketed(host) : HostPort.format(host, port));
        }
        call.headers().forEach(request::addHeader);
        if (call.body().length > 0
                || call.method().equals("PUT")
                || call.method().equals("POST")) {
            request.addHeader("Content-Length", call.body().length);
            // the type is among the headers of the call
            request.setEntity(new ByteArrayEntity(call.body(), null));
        }
        return request;
    }

    /**
     * Reads the final answer. If the server sends an interim one and then closes, that one is the answer: 102 is among
     * the outcomes of a claim ({@code protocol/claiming.md} section 3.1).
     */
    private HttpReply receive(HttpConnection connection) throws IOException, HttpException {
        HttpReply interim = null;
        for (int i = 0; i <= MAX_INTERIM; i++) {
            ClassicHttpResponse response;
            try {
                response = connection.receiveResponseHeader();
            } catch (IOException e) {
                if (interim != null) {
                    return interim;
                }
                throw e;
            }
            int status = response.getCode();
            if (status >= FIRST_FINAL_STATUS || status == SWITCHING_PROTOCOLS) {
                return new HttpReply(status, headers(response), body(connection, response));
            }
            interim = new HttpReply(status, headers(response), new byte[0]);
        }
        throw new NetworkException(
                Fault.NOT_HTTP, Peer.SERVER, "more than " + MAX_INTERIM + " interim answers", null, null);
    }

    private byte[] body(HttpConnection connection, ClassicHttpResponse response) throws IOException, HttpException {
        if (call.method().equals("HEAD") || !mayHaveBody(response.getCode())) {
            return new byte[0];
        }
        connection.receiveResponseEntity(response);
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        if (entity.getContentLength() > call.maxBody()) {
            throw new BodyTooLargeException(call.maxBody());
        }
        InputStream in = entity.getContent();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (body.size() + count > call.maxBody()) {
                throw new BodyTooLargeException(call.maxBody());
            }
            body.write(buffer, 0, count);
        }
        return body.toByteArray();
    }

    private static boolean mayHaveBody(int status) {
        return status != SWITCHING_PROTOCOLS && status != 204 && status != 304;
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(
                    header.getName().toLowerCase(Locale.ROOT), header.getValue() == null ? "" : header.getValue());
        }
        return headers;
    }
}
