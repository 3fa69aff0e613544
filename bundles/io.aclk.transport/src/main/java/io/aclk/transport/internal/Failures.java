package io.aclk.transport.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;
import java.io.EOFException;
import java.io.IOException;

/** Makes the exceptions of this bundle, all of the one type that its contract knows. */
final class Failures {

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

    static TransportException mqtt(int reasonCode, String message) {
        return new TransportException(
                DisconnectCause.MQTT_PROTOCOL,
                reasonCode,
                message + ", reason code 0x" + Integer.toHexString(reasonCode),
                null);
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
        return new TransportException(end.disconnectCause(), end.code(), end.getMessage(), end);
    }
}
