package io.aclk.link.internal;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;

/**
 * Answer to {@code GET /api/v1/env} ({@code protocol/connecting.md} section 3).
 *
 * @param authEndpoint base of the challenge and password calls
 * @param broker MQTT endpoint: {@code wss}, with a port and always the path {@code /mqtt}
 * @param limits back-off limits
 * @param capabilities capabilities of the cloud
 */
record Environment(URI authEndpoint, URI broker, Backoff.Limits limits, List<String> capabilities) {

    private static final String NOT_JSON = "/env response is not JSON";
    private static final int MIN_MAX_SECONDS = 500;
    private static final int MAX_BASE = 10;
    private static final int DEFAULT_PORT = 443;
    private static final int MAX_ENTRIES = 100;

    /** Checks every member as the specification says. */
    static Environment parse(byte[] body) throws AttemptException {
        Map<String, Object> members;
        try {
            members = Json.object(body);
        } catch (IOException e) {
            throw new AttemptException(NOT_JSON, "the answer to /env is not a JSON object", e);
        }
        String encoding = text(members, "encoding");
        String authEndpoint = text(members, "authEndpoint");
        Backoff.Limits limits = limits(members.get("backoff"));
        List<String> capabilities = capabilities(members.get("capabilities"));
        if (!(members.get("transports") instanceof List<?> transports) || transports.isEmpty()) {
            throw wrong("transports");
        }
        if (encoding.equals("json")) {
            throw new AttemptException(
                    "can't connect, old protocol not supported", "the cloud wants the old JSON encoding");
        }
        if (!encoding.equals("proto")) {
            throw wrong("encoding");
        }
        if (capabilities.stream().noneMatch("proto"::equalsIgnoreCase)) {
            throw new AttemptException(
                    "can't connect, protocol capability not supported",
                    "the cloud does not offer the capability proto");
        }
        return new Environment(auth(authEndpoint), broker(transports), limits, capabilities);
    }

    private static URI auth(String endpoint) throws AttemptException {
        URI uri = uri(endpoint);
        if (uri == null || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
            throw new AttemptException(
                    "can't connect, invalid /env auth url", "authEndpoint of /env is not an http(s) URL");
        }
        return uri;
    }

    /**
     * The first transport of type MQTTv5. An unknown type ends the search, as in the reference agent. The path of the
     * endpoint is ignored; without a port 443 is meant (section 6).
     */
    private static URI broker(List<?> transports) throws AttemptException {
        for (Object element : transports) {
            if (!(element instanceof Map<?, ?> transport)
                    || !(transport.get("type") instanceof String type)
                    || !(transport.get("endpoint") instanceof String endpoint)) {
                throw wrong("transports");
            }
            if (type.equals("MQTTv5")) {
                return brokerAddress(endpoint);
            }
            if (!type.equals("MQTTv3")) {
                break;
            }
        }
        throw new AttemptException(
                "can't connect, invalid /env transport idx", "/env offers no transport of type MQTTv5");
    }

    private static URI brokerAddress(String endpoint) throws AttemptException {
        URI uri = uri(endpoint);
        if (uri != null && ("wss".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            try {
                int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
                return new URI("wss", null, uri.getHost(), port, "/mqtt", null, null);
            } catch (URISyntaxException e) {
                throw new AttemptException(
                        "can't connect, invalid /env transport URL", "the MQTT endpoint of /env is not a URL", e);
            }
        }
        throw new AttemptException(
                "can't connect, invalid /env transport URL", "the MQTT endpoint of /env is not a wss URL");
    }

    /** An absolute URI with a host, no user, and a port in range; else {@code null}. */
    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            boolean usable =
                    uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() != 0 && uri.getPort() <= 0xffff;
            return usable ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static Backoff.Limits limits(Object value) throws AttemptException {
        if (value instanceof Map<?, ?> backoff
                && backoff.get("base") instanceof Long base
                && backoff.get("maxSeconds") instanceof Long max
                && backoff.get("minSeconds") instanceof Long min
                && base >= 1
                && base <= MAX_BASE
                && max >= MIN_MAX_SECONDS
                && min >= 0) {
            return Backoff.Limits.ofEnvironment(base.intValue(), min, max);
        }
        throw wrong("backoff");
    }

    private static List<String> capabilities(Object value) throws AttemptException {
        if (!(value instanceof List<?> list) || list.size() > MAX_ENTRIES) {
            throw wrong("capabilities");
        }
        for (Object element : list) {
            if (!(element instanceof String)) {
                throw wrong("capabilities");
            }
        }
        return list.stream().map(String.class::cast).toList();
    }

    private static String text(Map<String, Object> members, String name) throws AttemptException {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name);
    }

    private static AttemptException wrong(String member) {
        return new AttemptException(NOT_JSON, "member " + member + " of the answer to /env is missing or wrong");
    }
}
