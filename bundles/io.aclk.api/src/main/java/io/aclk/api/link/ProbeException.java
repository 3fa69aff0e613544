package io.aclk.api.link;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A stage of a connect failed. The text says what was met, without secrets; the cause, if there is one, is a {@code
 * NetworkException}, {@code TransportException} or {@code ClaimException} that says it in detail.
 */
public class ProbeException extends Exception {

    private static final long serialVersionUID = 1L;

    private final LinkProbe.Stage stage;
    private final String statusText;
    private final transient Answer answer;

    /**
     * What the server answered.
     *
     * @param status HTTP status code
     * @param contentType its {@code Content-Type}, empty if there is none
     * @param retryAfter its {@code Retry-After}, if there is one
     * @param errorKey {@code errorMsgKey} of its body, if there is one ({@code protocol/connecting.md} section 3.1)
     * @param banned it says that the agent shall never try again
     */
    public record Answer(
            OptionalInt status,
            String contentType,
            Optional<String> retryAfter,
            Optional<String> errorKey,
            boolean banned) {

        /** No answer. */
        public static final Answer NONE =
                new Answer(OptionalInt.empty(), "", Optional.empty(), Optional.empty(), false);

        /** Checks that nothing is missing. */
        public Answer {
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(contentType, "contentType");
            Objects.requireNonNull(retryAfter, "retryAfter");
            Objects.requireNonNull(errorKey, "errorKey");
        }
    }

    /**
     * A failure.
     *
     * @param stage where
     * @param statusText link status string of {@code protocol/status.md} section 4
     * @param message what was met, for people
     * @param answer what the server answered
     * @param cause the failure below, or {@code null}
     */
    public ProbeException(LinkProbe.Stage stage, String statusText, String message, Answer answer, Throwable cause) {
        super(message, cause);
        this.stage = Objects.requireNonNull(stage, "stage");
        this.statusText = Objects.requireNonNull(statusText, "statusText");
        this.answer = Objects.requireNonNull(answer, "answer");
    }

    /** Where it failed. */
    public LinkProbe.Stage stage() {
        return stage;
    }

    /** Link status string. */
    public String statusText() {
        return statusText;
    }

    /** What the server answered, or {@link Answer#NONE}. */
    public Answer answer() {
        return answer == null ? Answer.NONE : answer;
    }
}
