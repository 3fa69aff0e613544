package io.aclk.api.transport;

/**
 * Why a connection ended or was not made, with the status string that {@code protocol/status.md} section 4 gives it.
 */
public enum DisconnectCause {
    /** We closed it. */
    LOCAL("offline"),
    /** The proxy, TCP or TLS connection could not be made; the cause has the details. */
    CONNECT_FAILED("disconnected, socket error"),
    /** Reading or writing failed. */
    SOCKET_ERROR("disconnected, socket error"),
    /** The peer closed WebSocket, TLS or TCP. */
    CLOSED_BY_PEER("disconnected, closed by remote end"),
    /** Another connection with the same client id took its place (MQTT 5 section 3.14.2.1, reason 0x8E). */
    TAKEN_OVER("disconnected, closed by remote end"),
    /** No answer to a PINGREQ. */
    PING_TIMEOUT("disconnected, ping timed out"),
    /** No CONNACK in time. */
    CONNACK_TIMEOUT("disconnected, timed out waiting for CONNACK"),
    /** MQTT that cannot be understood, a refused CONNECT, or a DISCONNECT of the server. */
    MQTT_PROTOCOL("disconnected, MQTT protocol error"),
    /** The upgrade was refused or a frame is not legal. */
    WEBSOCKET_PROTOCOL("disconnected, WebSockets protocol error"),
    /** A message exceeds the limit. */
    MESSAGE_TOO_BIG("disconnected, message too big"),
    /** Nothing could be written for too long. */
    NO_PROGRESS("disconnected, no I/O progress on a ready socket");

    private final String statusText;

    DisconnectCause(String statusText) {
        this.statusText = statusText;
    }

    /** The text for status and log, verbatim. */
    public String statusText() {
        return statusText;
    }
}
