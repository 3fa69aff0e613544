package io.aclk.agent.web.internal;

import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Cancellation;
import io.aclk.host.api.Channel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Hands the requests of the local listener to the API, and adds what belongs to the channel. Thread-safe. */
final class LocalHandler extends Handler.Abstract {

    static final int LARGEST_URL = 64 * 1024;
    static final int LARGEST_BODY = 1024 * 1024;

    /** Longest time for one local request; a query may ask for less by its parameter {@code timeout}. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE");
    private static final byte[] NO_BODY = new byte[0];

    private final AgentApi api;
    private final HostGuard guard;

    LocalHandler(AgentApi api, HostGuard guard) {
        this.api = api;
        this.guard = guard;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String method = request.getMethod();
        String target = request.getHttpURI().getPathQuery();
        if (!guard.accepts(request.getHeaders().get(HttpHeader.HOST))) {
            refuse(response, callback, 403, "This agent does not answer under that host name.");
        } else if (target == null || !target.startsWith("/")) {
            refuse(response, callback, 400, "The request target must be a path.");
        } else if (target.length() > LARGEST_URL) {
            refuse(response, callback, 414, "The URL is too long.");
        } else if (method.equals("OPTIONS")) {
            preflight(request, response, callback);
        } else if (!METHODS.contains(method)) {
            refuse(response, callback, 405, "Unsupported method.");
        } else {
            byte[] body = body(request);
            if (body == null) {
                refuse(response, callback, 413, "The body is too large.");
            } else {
                answer(request, target, body, response, callback);
            }
        }
        return true;
    }

    /** The body, {@code null} if it is too large. Blocks, at most as long as the idle time-out of the connection. */
    private static byte[] body(Request request) throws IOException {
        long length = request.getLength();
        if (length == 0) {
            return NO_BODY;
        }
        if (length > LARGEST_BODY) {
            return null;
        }
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] body = in.readNBytes(LARGEST_BODY + 1);
            return body.length > LARGEST_BODY ? null : body;
        }
    }

    private void answer(Request request, String target, byte[] body, Response response, Callback callback) {
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            headers.put(field.getLowerCaseName(), field.getValue());
        }
        Cancellation cancellation = Cancellation.within(LONGEST);
        request.addFailureListener(failure -> cancellation.cancel());
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        api.handle(new ApiRequest(method, target, headers, body, Channel.LOCAL, cancellation))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        refuse(response, callback, 500, "Internal error");
                    } else {
                        send(request, answer, response, callback);
                    }
                });
    }

    private static void send(Request request, ApiResponse answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        for (ApiResponse.Header header : answer.headers()) {
            response.getHeaders().add(header.name(), header.value());
        }
        byte[] body = answer.body();
        if (body.length > 0 && acceptsGzip(request)) {
            body = gzip(body);
            response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static boolean acceptsGzip(Request request) {
        String accepted = request.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
        return accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4 + 64);
        try (GZIPOutputStream out = new GZIPOutputStream(compressed, 4096)) {
            out.write(body);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return compressed.toByteArray();
    }

    /** Tells a browser what a page of another origin may ask for. */
    private static void preflight(Request request, Response response, Callback callback) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        response.setStatus(200);
        response.getHeaders().put("Access-Control-Allow-Origin", origin == null ? "*" : origin);
        response.getHeaders().put("Access-Control-Allow-Credentials", "true");
        response.getHeaders().put("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS");
        response.getHeaders()
                .put(
                        "Access-Control-Allow-Headers",
                        "accept, x-requested-with, origin, content-type, cookie, pragma, cache-control,"
                                + " x-auth-token, x-netdata-auth, x-transaction-id");
        response.getHeaders().put("Access-Control-Max-Age", "1209600");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        response.write(true, null, callback);
    }

    private static void refuse(Response response, Callback callback, int status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Reply.PLAIN);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
