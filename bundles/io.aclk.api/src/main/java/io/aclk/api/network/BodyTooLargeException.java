package io.aclk.api.network;

/** The body of an answer exceeded {@link HttpCall#maxBody()}. Its reason is {@code PROTOCOL}. */
public class BodyTooLargeException extends NetworkException {

    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param maxBody the limit, bytes
     */
    public BodyTooLargeException(int maxBody) {
        super(Fault.TOO_LARGE, Peer.SERVER, "response body exceeded " + maxBody + " bytes", null, null);
    }
}
