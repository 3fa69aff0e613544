package io.aclk.cloud.gateway.internal;

import io.aclk.cloud.api.Bus;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code GET /api/v1/env}: where and how to connect ({@code protocol/connecting.md} section 3). */
final class EnvServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    static final String PATTERN = "/api/v1/env";

    /** The agents' own defaults, except that nobody waits longer than that for a cloud side that is back. */
    private static final int BACKOFF_BASE = 2;

    /** Below 1000, so that every agent takes it as seconds ({@code protocol/connecting.md} section 9). */
    private static final int BACKOFF_MAX_SECONDS = 600;

    private final transient Supplier<Optional<Bus>> bus;
    private final transient Optional<URI> publicUrl;

    EnvServlet(Supplier<Optional<Bus>> bus, Optional<URI> publicUrl) {
        this.bus = bus;
        this.publicUrl = publicUrl;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<URI> base = Answers.baseUrl(request, publicUrl);
        if (base.isEmpty()) {
            Verdict.BAD_HOST.send(response);
            return;
        }
        Optional<Bus> broker = bus.get();
        if (broker.isEmpty()) {
            Verdict.UNAVAILABLE.send(response);
            return;
        }
        String endpoint = endpoint(URI.create(broker.get().endpoint()), base.get());
        Answers.json(response, HttpServletResponse.SC_OK, json -> {
            json.writeStartObject();
            json.writeStringField("authEndpoint", base.get() + AuthServlet.PATH);
            json.writeStringField("encoding", "proto");
            json.writeArrayFieldStart("transports");
            json.writeStartObject();
            json.writeStringField("type", "MQTTv5");
            json.writeStringField("endpoint", endpoint);
            json.writeEndObject();
            json.writeEndArray();
            json.writeObjectFieldStart("backoff");
            json.writeNumberField("base", BACKOFF_BASE);
            json.writeNumberField("maxSeconds", BACKOFF_MAX_SECONDS);
            json.writeNumberField("minSeconds", 0);
            json.writeEndObject();
            json.writeArrayFieldStart("capabilities");
            json.writeString("proto");
            json.writeString("ctx");
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** The broker's port and path under the name by which this agent reaches us. The port is always in it. */
    private static String endpoint(URI broker, URI base) {
        return "wss://" + base.getHost() + ":" + broker.getPort() + broker.getPath();
    }
}
