package io.aclk.link.internal;

import io.aclk.api.network.NetworkException;

/** Texts for log and status. */
final class Texts {

    private Texts() {}

    /** A text of a peer without control characters (they could forge log lines), cut to a length. */
    static String printable(String text, int maxLength) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), maxLength));
        for (int i = 0; i < text.length() && i < maxLength; i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) ? '?' : c);
        }
        return out.toString();
    }

    /** Status string of a failed HTTPS call ({@code protocol/status.md} section 4). */
    static String statusOf(NetworkException.Reason reason) {
        switch (reason) {
            case DNS:
                return "cannot resolve hostname";
            case TCP:
                return "connection refused";
            case PROXY:
                return "proxy negotiation failed";
            case TLS:
                return "SSL_connect() failed";
            case CERTIFICATE:
                return "TLS certificate verification failed";
            case TIMEOUT:
                return "https client timeout";
            case CLOSED:
                return "https client read error";
            case PROTOCOL:
                return "https client parsing of response failed";
            case ABORTED:
                return "offline";
            default:
                return "unknown error";
        }
    }
}
