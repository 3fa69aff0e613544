package io.aclk.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** Told what arrives on a connection. Called on a thread of the transport; must hand over and return. */
@ConsumerType
public interface TransportListener {

    /**
     * A message arrived. It is acknowledged to the server already.
     *
     * @param topic its topic
     * @param payload its payload, not to be changed
     */
    void message(String topic, byte[] payload);

    /**
     * The connection ended. Called once, last, whatever the cause, {@link DisconnectCause#LOCAL} included. Not called
     * when {@link Transport#connect} failed.
     *
     * @param cause why
     * @param detail one line for people, without secrets
     */
    void disconnected(DisconnectCause cause, String detail);
}
