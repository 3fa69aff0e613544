package io.aclk.host.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The host's HTTP API, callable without a socket: the same code answers the local listener and the requests that arrive
 * over the link ({@code protocol/queries.md}).
 *
 * <p>Thread-safe. An implementation may answer on the caller's thread, so callers call it from a thread that may block.
 */
@ProviderType
public interface AgentApi {

    /**
     * Answers one request.
     *
     * <p>Every outcome is a response: an unknown path, a bad parameter, a time-out (504) or a cancellation (499) too.
     * The stage completes exceptionally only on a defect of the host; the caller then answers 500.
     *
     * @param request what was asked; its {@link ApiRequest#cancellation()} is polled while the answer is computed
     * @return the answer; its headers are those of {@code protocol/queries.md} section 2.1 without {@code Connection},
     *     {@code Content-Encoding} and {@code Content-Length}, which belong to the channel
     */
    CompletionStage<ApiResponse> handle(ApiRequest request);

    /**
     * What this API promises to a cloud, for example {@code http_api_v2} ({@code protocol/messages.md} section 7).
     * Constant for the life of the service.
     */
    List<Capability> capabilities();
}
