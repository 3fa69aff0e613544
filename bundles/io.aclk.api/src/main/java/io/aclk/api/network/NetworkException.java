package io.aclk.api.network;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

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

    /** What exactly, where it is known: each tells a person to do something else. */
    public enum Fault {
        /** No such name. */
        NAME_UNKNOWN(Reason.DNS),
        /** Nobody answers the question for the name. */
        NAME_NO_ANSWER(Reason.DNS),
        /** The machine is there, nobody listens at the port. */
        TCP_REFUSED(Reason.TCP),
        /** There is no way to the address. */
        TCP_UNREACHABLE(Reason.TCP),
        /** No answer at all: the machine is away, or a firewall swallows. */
        TCP_NO_ANSWER(Reason.TCP),
        /** The proxy wants a user and a password, and none are set (HTTP 407). */
        PROXY_LOGIN_MISSING(Reason.PROXY),
        /** The proxy does not accept the user or password that are set. */
        PROXY_LOGIN_REFUSED(Reason.PROXY),
        /** The proxy wants a kind of login that is not spoken here, such as NTLM. */
        PROXY_LOGIN_UNSUPPORTED(Reason.PROXY),
        /** The rules of the proxy forbid this server or port. */
        PROXY_FORBIDS(Reason.PROXY),
        /** The proxy could not reach the server (HTTP 502, 503, 504). */
        PROXY_CANNOT_REACH(Reason.PROXY),
        /** The proxy refused in another way. */
        PROXY_REFUSED(Reason.PROXY),
        /** What answers is not a proxy of this kind: a web page, another protocol. */
        NOT_A_PROXY(Reason.PROXY),
        /** The proxy closed the connection without an answer. */
        PROXY_CLOSED(Reason.PROXY),
        /** The peer does not speak TLS at this port. */
        NOT_TLS(Reason.TLS),
        /** The peer speaks TLS, but neither 1.2 nor 1.3, or refused the handshake. */
        TLS_REFUSED(Reason.TLS),
        /** The certificate is expired. */
        CERTIFICATE_EXPIRED(Reason.CERTIFICATE),
        /** The certificate is not valid yet: mostly it is the clock here that is wrong. */
        CERTIFICATE_NOT_YET_VALID(Reason.CERTIFICATE),
        /** The certificate is for other names. */
        CERTIFICATE_WRONG_NAME(Reason.CERTIFICATE),
        /** The certificate signed itself and is not among the trusted ones. */
        CERTIFICATE_SELF_SIGNED(Reason.CERTIFICATE),
        /** The authority behind the certificate is not trusted here: a private one, or TLS inspection. */
        CERTIFICATE_UNKNOWN_AUTHORITY(Reason.CERTIFICATE),
        /** The key is not the one of the setting {@code pin}. */
        CERTIFICATE_WRONG_PIN(Reason.CERTIFICATE),
        /** The certificate is refused for another reason, such as a weak algorithm. */
        CERTIFICATE_REFUSED(Reason.CERTIFICATE),
        /** The peer is silent; {@link ConnectObserver} tells in which step. */
        NO_ANSWER(Reason.TIMEOUT),
        /** The peer closed in the middle of the TLS handshake. */
        CLOSED_IN_HANDSHAKE(Reason.CLOSED),
        /** The peer closed before its answer was complete. */
        CLOSED_BEFORE_ANSWER(Reason.CLOSED),
        /** The answer is not HTTP. */
        NOT_HTTP(Reason.PROTOCOL),
        /** The answer exceeds a limit. */
        TOO_LARGE(Reason.PROTOCOL),
        /** The setting or variable with the proxy cannot be used. */
        PROXY_SETTING(Reason.CONFIGURATION),
        /** The trusted certificates (setting {@code ca}, {@code SSL_CERT_FILE}, {@code SSL_CERT_DIR}) cannot be used. */
        TRUST_SETTING(Reason.CONFIGURATION),
        /** The setting {@code pin} cannot be used. */
        PIN_SETTING(Reason.CONFIGURATION);

        private final Reason reason;

        Fault(Reason reason) {
            this.reason = reason;
        }

        /** The step that it belongs to. */
        public Reason reason() {
            return reason;
        }
    }

    /** Who the failure is about. */
    public enum Peer {
        /** The server that was asked for. */
        SERVER,
        /** The proxy on the way to it. */
        PROXY
    }

    private final Reason reason;
    private final Fault fault;
    private final Peer peer;
    private final transient PeerCertificate certificate;

    /** A failure with its cause. */
    public NetworkException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.fault = null;
        this.peer = reason == Reason.PROXY ? Peer.PROXY : Peer.SERVER;
        this.certificate = null;
    }

    /** A failure. */
    public NetworkException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * A failure that is exactly known.
     *
     * @param fault what
     * @param peer who it is about
     * @param message for people
     * @param certificate what the peer showed, or {@code null}
     * @param cause the failure below, or {@code null}
     */
    public NetworkException(Fault fault, Peer peer, String message, PeerCertificate certificate, Throwable cause) {
        super(message, cause);
        this.reason = fault.reason();
        this.fault = fault;
        this.peer = Objects.requireNonNull(peer, "peer");
        this.certificate = certificate;
    }

    /** At which step it failed. */
    public Reason reason() {
        return reason;
    }

    /** What exactly; empty if it is not known. */
    public Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    /** Who it is about: also a name, an address or a certificate may be that of the proxy. */
    public Peer peer() {
        return peer;
    }

    /** The certificate that the peer showed, if the failure is about it. */
    public Optional<PeerCertificate> certificate() {
        return Optional.ofNullable(certificate);
    }
}
