package io.aclk.api.network;

import java.io.IOException;
import java.util.Objects;

/** A connection or an HTTP exchange failed. The text says what was attempted and never contains a secret. */
public class NetworkException extends IOException {

    private static final long serialVersionUID = 1L;

    /** At which step. All are worth another attempt later; none is a verdict of a server. */
    public enum Reason {
        /** The name could not be resolved. */
        DNS,
        /** Refused, unreachable, or no answer to a TCP connect. */
        TCP,
        /** The proxy refused, wants other credentials, or does not speak its protocol. */
        PROXY,
        /** The TLS handshake failed for another reason than the certificate. */
        TLS,
        /** The certificate chain is not trusted, expired, or not for this name. */
        CERTIFICATE,
        /** A time limit passed. */
        TIMEOUT,
        /** The peer closed or reset the connection. */
        CLOSED,
        /** The answer is not HTTP or exceeds a limit. */
        PROTOCOL,
        /** {@link AbortSignal#abort()} was called. */
        ABORTED,
        /** The settings (proxy, ca) cannot be used. */
        CONFIGURATION
    }

    private final Reason reason;

    /** A failure with its cause. */
    public NetworkException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** A failure. */
    public NetworkException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** At which step it failed. */
    public Reason reason() {
        return reason;
    }
}
