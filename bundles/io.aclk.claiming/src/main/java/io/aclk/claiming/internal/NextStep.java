package io.aclk.claiming.internal;

import io.aclk.api.network.NetworkException;
import java.util.stream.Collectors;

/** What people can do when a claim does not succeed. Follows the fixed text of the protocol. */
final class NextStep {

    private static final int MAX_TEXT = 200;

    private NextStep() {}

    /** After a status of the server, with a leading separator; empty where nothing is known to help. */
    static String afterStatus(int status, ClaimInputs inputs) {
        String step =
                switch (status) {
                    case 403 -> "make a new token in the cloud and claim with it";
                    case 404, 405, 410 -> "there is no cloud at " + inputs.url() + ": check the url";
                    case 407 -> "the proxy wants a user and a password, or others: check the proxy";
                    case 409 -> "remove the node in the space that has it, then claim again";
                    case 429, 500, 502, 503, 504 -> "try again later";
                    default ->
                        status >= 200 && status < 400
                                ? "what answers at " + inputs.url()
                                        + " is not a cloud, or it has moved: check the url and the proxy"
                                : "";
                };
        return step.isEmpty() ? "" : "; " + step;
    }

    /** After {@code errorMsgKey}, as {@link #afterStatus}. */
    static String afterKey(String key, ClaimInputs inputs, String hostname) {
        return switch (key) {
            case "ErrInvalidNodeName" -> "; it was '" + printable(hostname) + "': change the host name of this machine";
            case "ErrInvalidRoomID" ->
                inputs.rooms().isEmpty()
                        ? "; none was sent: name a room of the space that the token belongs to"
                        : "; sent were " + rooms(inputs) + ": name rooms of the space that the token belongs to";
            case "ErrInvalidPublicKey" ->
                "; 'bin/aclk claim --rotate-key' makes another one, but on an agent that is not claimed delete"
                        + " private.pem and public.pem of cloud.d instead";
            default -> "";
        };
    }

    /** After a failure on the way, as a line of its own. */
    static String afterFailure(NetworkException failure) {
        String step =
                failure.peer() == NetworkException.Peer.PROXY ? atProxy(failure.reason()) : atServer(failure.reason());
        return step.isEmpty() ? "" : "\nnext step: " + step;
    }

    private static String atProxy(NetworkException.Reason reason) {
        return switch (reason) {
            case DNS -> "check the host name of the proxy, or go without one: --proxy none";
            case TCP, TIMEOUT, CLOSED ->
                "check host and port of the proxy and that it runs, or go without one: --proxy none";
            case TLS -> "check that the port of the proxy is one for https, or name it with http://";
            case PROTOCOL -> "check that host and port are those of a proxy of this kind";
            default -> atServer(reason);
        };
    }

    private static String atServer(NetworkException.Reason reason) {
        return switch (reason) {
            case CERTIFICATE ->
                "use --ca FILE or --pin PIN with what the owner of the cloud gave you, or set ca or pin in"
                        + " conf/io.aclk.link.cfg; check the clock of this machine";
            case DNS -> "check the host name in the url and the name servers of this machine, or use --proxy";
            case TCP, TIMEOUT, CLOSED ->
                "check that a firewall lets this machine reach the port of the url, or use --proxy";
            case PROXY -> "check address, user and password of the proxy";
            case TLS -> "check that the port of the url is one for https";
            case PROTOCOL -> "check that the url is that of a cloud, and that no proxy answers in its place";
            case CONFIGURATION -> "correct the option of the claim if it was given, else the setting";
            case ABORTED -> "";
        };
    }

    /** Text from elsewhere, cut and without control characters. */
    static String printable(String text) {
        return text.codePoints()
                .limit(MAX_TEXT)
                .map(each -> Character.isISOControl(each) ? '?' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String rooms(ClaimInputs inputs) {
        return printable(inputs.rooms().stream().map(room -> "'" + room + "'").collect(Collectors.joining(", ")));
    }
}
