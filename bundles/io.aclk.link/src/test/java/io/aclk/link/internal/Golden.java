package io.aclk.link.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** HTTP exchanges of a real agent with a test cloud. */
final class Golden {

    static final String CLAIM_ID = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";
    static final String VERSION = "v2.11.0-90-g04b1cf5427";

    /**
     * One recorded exchange.
     *
     * @param url request target
     * @param requestBody body, empty if none
     */
    record Exchange(String name, String method, String url, String requestBody, int status, String responseBody) {}

    private Golden() {}

    /** The recorded exchanges of a name, in order. */
    static List<Exchange> exchanges(String name) {
        List<Exchange> found = new ArrayList<>();
        try (InputStream in = Golden.class.getResourceAsStream("/golden/http.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                Map<String, Object> exchange = Json.object(line.getBytes(StandardCharsets.UTF_8));
                if (name.equals(exchange.get("name"))) {
                    found.add(exchange(name, exchange));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    private static Exchange exchange(String name, Map<String, Object> exchange) {
        Map<?, ?> request = (Map<?, ?>) exchange.get("request");
        Map<?, ?> response = (Map<?, ?>) exchange.get("response");
        return new Exchange(
                name,
                (String) request.get("method"),
                (String) request.get("url"),
                text(request.get("body")),
                ((Long) response.get("status")).intValue(),
                text(response.get("body")));
    }

    private static String text(Object body) {
        return body == null ? "" : (String) body;
    }
}
