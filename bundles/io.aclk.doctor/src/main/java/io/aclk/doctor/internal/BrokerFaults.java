package io.aclk.doctor.internal;

import io.aclk.api.transport.DisconnectCause;
import io.aclk.api.transport.TransportException;

/** Words for what goes wrong between the WebSocket and the subscription. */
final class BrokerFaults {

    private static final int SWITCHING = 101;
    private static final int FORBIDDEN = 403;
    private static final int PROXY_LOGIN = 407;
    private static final int SERVER_ERROR = 500;

    /** Reason codes of MQTT 5, section 2.4. */
    private static final int UNSUPPORTED_VERSION = 0x84;

    private static final int CLIENT_ID = 0x85;
    private static final int BAD_LOGIN = 0x86;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int UNAVAILABLE = 0x88;
    private static final int BUSY = 0x89;
    private static final int BANNED = 0x8A;
    private static final int TAKEN_OVER = 0x8E;
    private static final int FILTER_INVALID = 0x8F;
    private static final int QUOTA = 0x97;
    private static final int USE_ANOTHER = 0x9C;
    private static final int MOVED = 0x9D;
    private static final int RATE = 0x9F;

    private static final String WAIT =
            "wait: the agent tries again by itself; if it stays so, tell the operator of the cloud";
    private static final String CLOUD_LOG = "look at the log of the cloud side if it is yours, or tell its operator";

    private final Commands commands;

    BrokerFaults(Commands commands) {
        this.commands = commands;
    }

    /** Explains a failure. */
    Remedy explain(Check met, TransportException failure, Party broker) {
        switch (failure.fault()) {
            case UPGRADE_TIMEOUT:
                return new Remedy(
                        met,
                        broker + " accepted TLS but did not answer the upgrade to a WebSocket",
                        "a proxy or firewall in between may not let WebSockets through: ask its operator");
            case NOT_HTTP:
                return new Remedy(
                        met,
                        broker + " did not answer the upgrade with HTTP: " + failure.getMessage(),
                        "check the port in " + broker.origin());
            case UPGRADE_REFUSED:
                return upgrade(met, failure, broker);
            case WRONG_ACCEPT:
                return new Remedy(
                        met,
                        broker + " confirmed the WebSocket with a wrong key: a cache or proxy answers in its place",
                        "have the proxy or firewall in between pass WebSockets through untouched");
            case WRONG_SUBPROTOCOL:
            case WRONG_EXTENSION:
                return new Remedy(
                        met,
                        broker + " does not speak MQTT over this WebSocket: " + failure.getMessage(),
                        "check the port in " + broker.origin());
            case CONNACK_TIMEOUT:
                return new Remedy(met, broker + " did not answer the MQTT CONNECT in time", WAIT);
            case CONNACK_REFUSED:
                return refused(met, failure, broker);
            case SUBACK_TIMEOUT:
                return new Remedy(met, broker + " did not answer the subscription in time", WAIT);
            case SUBACK_REFUSED:
                return subscription(met, failure, broker);
            default:
                return other(met, failure, broker);
        }
    }

    private Remedy upgrade(Check met, TransportException failure, Party broker) {
        int status = failure.httpStatus().orElse(0);
        String said = broker + " answered the upgrade to a WebSocket with HTTP " + status + " instead of " + SWITCHING;
        if (failure.retryAfter().isPresent()) {
            return new Remedy(
                    met, said + ", retry after " + failure.retryAfter().get() + " s", WAIT);
        }
        if (status == FORBIDDEN || status == PROXY_LOGIN) {
            return new Remedy(
                    met,
                    said + ": a proxy or firewall in between, or the cloud, forbids it",
                    "have WebSockets to it allowed in the proxy or firewall");
        }
        if (status >= SERVER_ERROR) {
            return new Remedy(met, said + ": the cloud side has trouble of its own", WAIT);
        }
        boolean page =
                failure.contentType().map(type -> type.startsWith("text/html")).orElse(false);
        return new Remedy(
                met,
                said + (page ? " and a web page" : "") + ": what answers there does not take WebSockets",
                "have WebSockets passed through by the proxy or load balancer in between; " + "check the port in "
                        + broker.origin());
    }

    private Remedy refused(Check met, TransportException failure, Party broker) {
        int code = failure.reasonCode().orElse(0);
        String said = broker + " refused the MQTT connection: ";
        switch (code) {
            case UNSUPPORTED_VERSION:
                return new Remedy(met, said + "it does not speak MQTT 5 (0x84)", "update the broker of the cloud side");
            case CLIENT_ID:
                return new Remedy(met, said + "it does not take the client id (0x85)", CLOUD_LOG);
            case BAD_LOGIN:
                return new Remedy(
                        met,
                        said + "bad user name or password (0x86), although the cloud gave them a moment ago",
                        "the clock or the store of the cloud side and its broker may differ: " + CLOUD_LOG);
            case NOT_AUTHORIZED:
                return new Remedy(
                        met, said + "not authorized (0x87)", "was the node removed in the cloud? " + CLOUD_LOG);
            case UNAVAILABLE:
            case BUSY:
            case QUOTA:
            case RATE:
                return new Remedy(met, said + "it is busy or being restarted (" + hex(code) + ")", WAIT);
            case BANNED:
                return CloudFaults.banned(met, "the broker says so, 0x8a", commands);
            case USE_ANOTHER:
            case MOVED:
                return new Remedy(met, said + "another server is to be used (" + hex(code) + ")", WAIT);
            default:
                return new Remedy(met, said + "reason code " + hex(code), CLOUD_LOG);
        }
    }

    private Remedy subscription(Check met, TransportException failure, Party broker) {
        int code = failure.reasonCode().orElse(0);
        String said = broker + " refused the subscription: ";
        if (code == NOT_AUTHORIZED) {
            return new Remedy(
                    met,
                    said + "not authorized (0x87)",
                    "the rights of this agent at the broker lack its inbox: " + CLOUD_LOG);
        }
        if (code == FILTER_INVALID) {
            return new Remedy(met, said + "it does not take the topic (0x8f)", CLOUD_LOG);
        }
        return new Remedy(met, said + "reason code " + hex(code), CLOUD_LOG);
    }

    private Remedy other(Check met, TransportException failure, Party broker) {
        DisconnectCause cause = failure.disconnectCause();
        if (cause == DisconnectCause.TAKEN_OVER || failure.reasonCode().orElse(0) == TAKEN_OVER) {
            return new Remedy(
                    met,
                    "another connection with the identity of this agent took its place",
                    "does a copy of data/cloud.d run elsewhere? claim that one anew");
        }
        if (cause == DisconnectCause.CLOSED_BY_PEER || cause == DisconnectCause.SOCKET_ERROR) {
            return new Remedy(
                    met,
                    broker + " closed the connection instead of an answer",
                    "a firewall or proxy in between may cut it; " + CLOUD_LOG);
        }
        return new Remedy(met, failure.getMessage(), CLOUD_LOG);
    }

    private static String hex(int code) {
        return String.format("0x%02x", code);
    }
}
