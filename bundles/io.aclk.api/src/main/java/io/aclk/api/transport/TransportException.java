package io.aclk.api.transport;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** A connection could not be made, or a message not sent. */
public class TransportException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Highest reason code of MQTT: one byte. */
    private static final int MAX_REASON_CODE = 0xFF;

    /** What exactly went wrong while connecting or subscribing, where the {@link DisconnectCause} is too coarse. */
    public enum Fault {
        /** Nothing of the following. */
        OTHER,
        /** The upgrade was not answered in time. */
        UPGRADE_TIMEOUT,
        /** The answer to the upgrade is not HTTP/1.1, or its head is not legal. */
        NOT_HTTP,
        /** The upgrade was answered with another status than 101: {@link #httpStatus()}, {@link #contentType()}. */
        UPGRADE_REFUSED,
        /** {@code Sec-WebSocket-Accept} is missing or does not belong to the key that was sent. */
        WRONG_ACCEPT,
        /** The server chose another subprotocol than {@code mqtt}. */
        WRONG_SUBPROTOCOL,
        /** The server chose an extension that was not offered. */
        WRONG_EXTENSION,
        /** CONNECT was not answered in time. */
        CONNACK_TIMEOUT,
        /** The CONNACK is a refusal: {@link #reasonCode()}. */
        CONNACK_REFUSED,
        /** SUBSCRIBE was not answered in time. */
        SUBACK_TIMEOUT,
        /** The SUBACK is a refusal: {@link #reasonCode()}. */
        SUBACK_REFUSED
    }

    private final DisconnectCause cause;
    private final Fault fault;
    private final int code;
    private final String contentType;
    private final String retryAfter;

    /**
     * A failure of no particular fault.
     *
     * @param cause what kind
     * @param code HTTP status of a refused upgrade, or MQTT reason code; -1 if there is none
     * @param message what was attempted and what happened, without secrets
     * @param exception the exception behind it or {@code null}
     */
    public TransportException(DisconnectCause cause, int code, String message, Throwable exception) {
        this(cause, Fault.OTHER, code, message, exception);
    }

    /**
     * A failure.
     *
     * @param cause what kind
     * @param fault what exactly
     * @param code MQTT reason code; -1 if there is none
     * @param message what was attempted and what happened, without secrets
     * @param exception the exception behind it or {@code null}
     */
    public TransportException(DisconnectCause cause, Fault fault, int code, String message, Throwable exception) {
        this(cause, fault, code, message, exception, null, null);
    }

    private TransportException(
            DisconnectCause cause,
            Fault fault,
            int code,
            String message,
            Throwable exception,
            String contentType,
            String retryAfter) {
        super(message, exception);
        this.cause = Objects.requireNonNull(cause, "cause");
        this.fault = Objects.requireNonNull(fault, "fault");
        this.code = code;
        this.contentType = contentType;
        this.retryAfter = retryAfter;
    }

    /**
     * The upgrade to a WebSocket was answered with another status than 101.
     *
     * @param status HTTP status
     * @param contentType {@code Content-Type} of the answer, {@code null} if it has none
     * @param retryAfter its {@code Retry-After}, {@code null} if it has none
     */
    public static TransportException upgradeRefused(int status, String contentType, String retryAfter) {
        return new TransportException(
                DisconnectCause.WEBSOCKET_PROTOCOL,
                Fault.UPGRADE_REFUSED,
                status,
                "the server refused the WebSocket upgrade with HTTP status " + status,
                null,
                contentType,
                retryAfter);
    }

    /** What kind of failure. */
    public DisconnectCause disconnectCause() {
        return cause;
    }

    /** What exactly failed. */
    public Fault fault() {
        return fault;
    }

    /** HTTP status of a refused upgrade, or MQTT reason code; -1 if there is none. */
    public int code() {
        return code;
    }

    /** HTTP status of a refused upgrade. */
    public OptionalInt httpStatus() {
        return fault == Fault.UPGRADE_REFUSED ? OptionalInt.of(code) : OptionalInt.empty();
    }

    /** {@code Content-Type} of the answer that refused the upgrade. */
    public Optional<String> contentType() {
        return Optional.ofNullable(contentType);
    }

    /** {@code Retry-After} of the answer that refused the upgrade. */
    public Optional<String> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** MQTT reason code of a CONNACK, SUBACK, PUBACK or DISCONNECT (MQTT 5 section 2.4). */
    public OptionalInt reasonCode() {
        return fault != Fault.UPGRADE_REFUSED && code >= 0 && code <= MAX_REASON_CODE
                ? OptionalInt.of(code)
                : OptionalInt.empty();
    }
}
