package io.aclk.api.transport;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** One MQTT connection. Thread-safe. */
@ProviderType
public interface TransportSession {

    /** What the server said in its CONNACK, and what was negotiated below. */
    ConnectionInfo info();

    /**
     * Subscribes with QoS 1 ({@code protocol/connecting.md} section 7.3).
     *
     * @param filter topic filter
     * @return completes with the SUBACK; exceptionally with {@link TransportException} when it is refused, not answered
     *     in 30 s, or the connection ends
     */
    CompletionStage<Void> subscribe(String filter);

    /**
     * Publishes with QoS 1, not retained. Messages are sent in the order of the calls; at most the server's Receive
     * Maximum of them are unacknowledged, the others wait in a bounded queue.
     *
     * @param topic full topic
     * @param payload not copied, not to be changed
     * @return completes with the PUBACK; exceptionally with {@link TransportException} when it is refused (reason code
     *     0x80 or more), too big for the server, not acknowledged in 60 s, the queue is full, or the connection ends
     */
    CompletionStage<Void> publish(String topic, byte[] payload);

    /**
     * Asks the server for a sign of life now.
     *
     * @param limit the connection ends with {@link DisconnectCause#PING_TIMEOUT} when nothing came by then; what is being
     *     written, and a lot that was written since the last sign of life, is given the time to get through before
     */
    void ping(Duration limit);

    /** Counters of this connection. */
    Counters counters();

    /**
     * Leaves in order: MQTT DISCONNECT, WebSocket close 1000, socket closed. Blocks at most as long as the limit;
     * afterwards all threads and the socket are gone. Idempotent.
     *
     * @param limit time for it
     */
    void disconnect(Duration limit);

    /** Closes the socket at once; the server publishes the last will. Idempotent. */
    void close();

    /**
     * What was negotiated.
     *
     * @param proxy how the proxy is shown to people, {@code none} when direct
     * @param tlsProtocol for example {@code TLSv1.3}
     * @param cipherSuite negotiated
     * @param certificateEnd end of the server certificate's validity, epoch seconds
     * @param receiveMaximum unacknowledged messages that the server takes
     * @param maximumPacketSize largest packet that the server takes, bytes; {@code Integer.MAX_VALUE} = no limit
     * @param serverKeepAlive keep-alive in force, seconds
     * @param topicAliasMaximum topic aliases that the server takes, 0 = none
     * @param localAddress address and port of this end of the TCP connection, {@code address:port}
     * @param remoteAddress address and port of the other end: the server's, or the proxy's
     */
    record ConnectionInfo(
            String proxy,
            String tlsProtocol,
            String cipherSuite,
            long certificateEnd,
            int receiveMaximum,
            int maximumPacketSize,
            int serverKeepAlive,
            int topicAliasMaximum,
            String localAddress,
            String remoteAddress) {}

    /**
     * Counters since the connection was made.
     *
     * @param received messages received
     * @param pubacks messages acknowledged by the server
     * @param pending messages not acknowledged yet
     * @param timedOut messages never acknowledged
     * @param latencyMicros time from the last acknowledged publish to its PUBACK
     * @param bytesIn bytes read from the WebSocket
     * @param bytesOut bytes written to the WebSocket
     */
    record Counters(
            long received, long pubacks, int pending, long timedOut, long latencyMicros, long bytesIn, long bytesOut) {}
}
