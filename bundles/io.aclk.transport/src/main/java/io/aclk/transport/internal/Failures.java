package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import io.aclk.api.transport.TransportException.Fault;
import java.io.EOFException;
import java.io.IOException;

/** Makes the exceptions of this bundle, all of the one type that its contract knows. */
final class Failures {

    /** MQTT 5 section 3.14.2.1. */
    private static final int SESSION_TAKEN_OVER = 0x8E;

    private Failures() {}

    static TransportException of(DisconnectCause cause, String message) {
        return new TransportException(cause, -1, message, null);
    }

    static TransportException webSocket(String message) {
        return of(DisconnectCause.WEBSOCKET_PROTOCOL, message);
    }

    static TransportException mqtt(String message) {
        return of(DisconnectCause.MQTT_PROTOCOL, message);
    }

    static TransportException webSocket(Fault fault, String message) {
        return new TransportException(DisconnectCause.WEBSOCKET_PROTOCOL, fault, -1, message, null);
    }

    /** A time limit passed. */
    static TransportException late(DisconnectCause cause, Fault fault, String message) {
        return new TransportException(cause, fault, -1, message, null);
    }

    /** What the server refused with a reason code. */
    static TransportException mqtt(Fault fault, int reasonCode, String message) {
        return new TransportException(
                DisconnectCause.MQTT_PROTOCOL, fault, reasonCode, withCode(message, reasonCode), null);
    }

    /** The server sent a DISCONNECT. */
    static TransportException disconnected(int reasonCode) {
        return reasonCode == SESSION_TAKEN_OVER
                ? new TransportException(
                        DisconnectCause.TAKEN_OVER,
                        reasonCode,
                        withCode("another connection with this client id took the session over", reasonCode),
                        null)
                : mqtt(Fault.OTHER, reasonCode, "the server sent DISCONNECT");
    }

    private static String withCode(String message, int reasonCode) {
        return message + ", reason code 0x" + Integer.toHexString(reasonCode);
    }

    /** What reading or writing threw, told by its kind: only our own protocol checks throw {@link TransportException}. */
    static TransportException classify(String attempted, IOException exception) {
        if (exception instanceof TransportException known) {
            return known;
        }
        DisconnectCause cause =
                exception instanceof EOFException ? DisconnectCause.CLOSED_BY_PEER : DisconnectCause.SOCKET_ERROR;
        return new TransportException(cause, -1, attempted + ": " + exception.getMessage(), exception);
    }

    /** The same end as a fresh exception, so that each waiter sees its own stack. */
    static TransportException copy(TransportException end) {
        return new TransportException(end.disconnectCause(), end.fault(), end.code(), end.getMessage(), end);
    }
}
