package io.aclk.host.api;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard: an endpoint that another bundle adds to the host's HTTP API, for example {@code /api/v1/aclk}.
 *
 * <p>Registered with the service property {@link #PATH}, and {@link #LOCAL_ONLY} where the cloud must never reach it.
 * A path that the host serves itself wins; of two endpoints with one path the one with the higher service ranking.
 * Called from several threads.
 */
@ConsumerType
public interface ApiEndpoint {

    /** Service property: full path or paths ({@code String} or {@code String[]}) without parameters. */
    String PATH = "aclk.api.path";

    /** Service property ({@code Boolean}, default false): requests of {@link Channel#CLOUD} get 404. */
    String LOCAL_ONLY = "aclk.api.local.only";

    /**
     * Answers one request. A stage that completes exceptionally becomes a 500 without details.
     *
     * @param request the request, routed by path already
     * @return the answer; the host adds its standard headers
     */
    CompletionStage<Content> handle(ApiRequest request);

    /**
     * An answer without the standard headers.
     *
     * @param status HTTP status code
     * @param contentType media type with charset where it is text
     * @param body the body
     */
    record Content(int status, String contentType, byte[] body) {

        /** Checks that nothing is missing. */
        public Content {
            Objects.requireNonNull(contentType, "contentType");
            Objects.requireNonNull(body, "body");
        }

        /** A JSON answer. */
        public static Content json(int status, String json) {
            return new Content(status, "application/json; charset=utf-8", json.getBytes(StandardCharsets.UTF_8));
        }

        /** A plain-text answer. */
        public static Content text(int status, String text) {
            return new Content(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
