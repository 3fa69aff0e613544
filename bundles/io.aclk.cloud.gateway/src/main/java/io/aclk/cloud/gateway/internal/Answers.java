package io.aclk.cloud.gateway.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** What the servlets for agents have in common. */
final class Answers {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]");

    /** The largest body is 64 KiB. */
    private static final long BODY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private Answers() {}

    /**
     * Sends JSON with its length: a stock agent takes a body without length or chunks for no body
     * ({@code protocol/connecting.md} section 2).
     */
    static void json(HttpServletResponse response, int status, JsonBody.Content content) throws IOException {
        byte[] body = JsonBody.write(content);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /**
     * Reads a body. No Content-Type is asked for: stock agents send none.
     *
     * @throws UnreadableBodyException if it is larger than allowed, or is not there in time: the server's own limit is
     *     only for the time between two pieces of it
     */
    static byte[] body(HttpServletRequest request, int limit) throws IOException, UnreadableBodyException {
        return body(request, limit, BODY_NANOS, System::nanoTime);
    }

    static byte[] body(HttpServletRequest request, int limit, long limitNanos, LongSupplier clock)
            throws IOException, UnreadableBodyException {
        if (request.getContentLengthLong() > limit) {
            throw new UnreadableBodyException(Verdict.TOO_LARGE);
        }
        long end = clock.getAsLong() + limitNanos;
        InputStream in = request.getInputStream();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            body.write(piece, 0, n);
            if (body.size() > limit) {
                throw new UnreadableBodyException(Verdict.TOO_LARGE);
            }
            if (clock.getAsLong() - end > 0) {
                throw new UnreadableBodyException(Verdict.TOO_SLOW);
            }
        }
        return body.toByteArray();
    }

    /**
     * The base URL for the agent that asks: as it addressed us, unless the owner says how we are reached. A stock agent
     * names no port in {@code Host}; then it used the one that we listen on.
     */
    static Optional<URI> baseUrl(HttpServletRequest request, Optional<URI> publicUrl) {
        if (publicUrl.isPresent()) {
            return publicUrl;
        }
        String header = request.getHeader("Host");
        if (header == null) {
            return Optional.empty();
        }
        int colon = header.lastIndexOf(':');
        boolean hasPort = colon > header.lastIndexOf(']');
        String host = hasPort ? header.substring(0, colon) : header;
        String port = hasPort ? header.substring(colon + 1) : Integer.toString(request.getLocalPort());
        if (!HOST.matcher(host).matches() || !port.matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        return Optional.of(URI.create("https://" + host + ":" + port));
    }
}
