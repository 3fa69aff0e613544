package io.aclk.agent.web.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.ApiEndpoint;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Cancellation;
import io.aclk.host.api.Channel;
import io.aclk.host.api.Node;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {

    private final FakeHost host = FakeHost.withSamples();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/nonexistent|404|Unknown API endpoint.",
                "/nonexistent/api/v1/info|404|Unknown API endpoint.",
                "/API/v1/info|404|Unknown API endpoint.",
                "/host/garage-pi|404|Unknown API endpoint.",
                "/host/garage-pi/|404|Unknown API endpoint.",
                "/host/nobody/api/v1/info|404|This netdata does not maintain a database for host: nobody",
                "/node/|404|This netdata does not maintain a database for host:",
                "/host/child/host/garage-pi/api/v1/info|400|Nesting of hosts is not allowed.",
                "/host/child/node/nobody/api/v1/info|400|Nesting of hosts is not allowed.",
                "/api|400|Which API command?",
                "/api/|400|Which API command?",
                "/api/v1|400|Which API command?",
                "/api/v3/?x=1|400|Which API command?",
                "/api/v1/nonexistent|404|Unsupported API command: nonexistent",
                "/api/v9/info|404|Unsupported API command: v9",
                "/api/v1/q|404|Unsupported API command: q",
                "/api/v3/charts|404|Unsupported API command: charts",
                "/api/v3/alerts|404|Unsupported API command: alerts",
                "/api/v1/info/more|400|API command 'info' does not support subpaths.",
                "/api/v1/data|400|No chart or context is given.",
                "/api/v1/data?chart=|400|No chart or context is given.",
                "/api/v1/data?chart=none|404|No metrics where matched to query.",
                "/api/v1/data?chart=system.cpu&dimension=none|404|No metrics where matched to query.",
                "/api/v1/data?chart=system.cpu&format=none|400|Unsupported format: none",
                "/api/v1/chart|400|No chart id is given at the request.",
                "/api/v1/chart?chart=none|404|Chart is not found: none",
            })
    void refuses(String target, int status, String text) {
        host.nodes.add(FakeHost.node(FakeHost.CHILD_GUID, Optional.empty(), "child", 1));
        for (Channel channel : Channel.values()) {
            ApiResponse response = host.send(ApiRequest.get(target, channel));

            assertEquals(status, response.status(), target);
            assertEquals(text.strip(), FakeHost.text(response).strip());
            assertTrue(response.header("Content-Type").startsWith("text/"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/info",
                "/api/v1/info/",
                "/host/garage-pi/api/v1/info",
                "/host/0d3cc0f2-8a67-11ee-b9d1-0242ac120002/api/v1/info",
                "/host/0D3CC0F2-8A67-11EE-B9D1-0242AC120002/api/v1/info",
                "/node/3f7a0c9e-5a3e-4c61-a1d2-9f3b1f0c7d55/api/v1/info",
                "/node/garage-pi/host/garage-pi/api/v1/info",
                "/api/v1/charts",
                "/api/v1/chart?chart=system.cpu",
                "/api/v1/contexts",
                "/api/v1/contexts?options=full",
                "/api/v1/context?context=system.cpu&options=full",
                "/api/v3/context?context=system.cpu",
                "/api/v1/allmetrics?format=json",
                "/api/v1/data?chart=system.cpu",
                "/api/v1/functions",
                "/api/v2/data?contexts=*",
                "/api/v3/data?contexts=none",
                "/api/v2/contexts",
                "/api/v3/contexts?options=titles,dimensions,labels,instances",
                "/api/v3/q?q=cpu",
                "/api/v2/info",
                "/api/v3/info",
                "/api/v3/nodes",
                "/api/v3/node_instances",
                "/api/v2/versions",
                "/api/v3/versions",
                "/api/v3/functions",
            })
    void answersJson(String target) {
        ApiResponse response = host.send(ApiRequest.get(target, Channel.CLOUD));

        assertEquals(200, response.status());
        assertEquals("application/json; charset=utf-8", response.header("content-type"));
        assertTrue(JsonTree.parse(response.body()) instanceof Map);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/data?chart=x,503", "/api/v3/contexts,503", "/api/v1/info,200", "/api/v3/nodes,200"})
    void seriesAreNotAnsweredBeforeTheyAreLoaded(String target, int status) {
        Node loading = host.nodes.get(0);
        host.nodes.set(
                0,
                new Node(
                        loading.machineGuid(),
                        loading.nodeId(),
                        loading.hostname(),
                        0,
                        true,
                        false,
                        loading.info(),
                        loading.labels()));

        assertEquals(status, host.get(target).status());
    }

    @Test
    void versionThreeOfInfoNeedsNoPermission() {
        Map<String, String> nobody = Map.of("x-netdata-permissions", "0");
        ApiRequest request =
                new ApiRequest("GET", "/api/v3/info", nobody, new byte[0], Channel.CLOUD, Cancellation.none());

        assertEquals(200, host.send(request).status());
    }

    @Test
    void localPageIsNotReachableFromTheCloud() {
        assertEquals(200, host.get("/").status());
        assertEquals(404, host.send(ApiRequest.get("/", Channel.CLOUD)).status());
    }

    @Test
    void prefixNamesTheNodeOfV1() {
        host.nodes.add(FakeHost.node(FakeHost.CHILD_GUID, Optional.of(UUID.randomUUID()), "child", 1));

        ApiResponse response = host.get("/host/child/api/v1/info");

        assertEquals(FakeHost.CHILD_GUID.toString(), JsonTree.at(JsonTree.parse(response.body()), "uid"));
    }

    @Test
    void expiredRequestIs504AndCancelledOne499() {
        Cancellation cancelled = Cancellation.none();
        cancelled.cancel();

        ApiResponse expired = host.send(request("/api/v3/data?contexts=*", Cancellation.within(Duration.ZERO)));
        ApiResponse stopped = host.send(request("/api/v3/data?contexts=*", cancelled));

        assertEquals(504, expired.status());
        assertEquals("Query timeout exceeded", FakeHost.text(expired));
        assertEquals(499, stopped.status());
        assertEquals("", FakeHost.text(stopped));
    }

    @ParameterizedTest
    @CsvSource({"0x1b,200", "0x8,200", "0x1,403", "0x0,412", "1b,200", "garbage,412", "'',200"})
    void cloudNeedsThePermissionForData(String permissions, int status) {
        ApiRequest request = new ApiRequest(
                "GET",
                "/api/v1/info",
                Map.of("x-netdata-permissions", permissions),
                new byte[0],
                Channel.CLOUD,
                Cancellation.none());

        assertEquals(status, host.send(request).status());
    }

    @Test
    void headersAreThoseOfTheProtocolInItsOrder() {
        ApiRequest request = new ApiRequest(
                "GET",
                "/api/v1/info",
                Map.of("origin", "https://app.example", "x-transaction-id", "0123456789abcdef0123456789ABCDEF"),
                new byte[0],
                Channel.CLOUD,
                Cancellation.none());

        assertEquals(
                """
                Server: Netdata Embedded HTTP Server v0.1.0
                Access-Control-Allow-Origin: https://app.example
                Access-Control-Allow-Credentials: true
                Date: Thu, 01 Jan 2026 00:00:05 GMT
                Content-Type: application/json; charset=utf-8
                Cache-Control: no-cache, no-store, must-revalidate
                Pragma: no-cache
                Expires: Thu, 01 Jan 2026 00:00:05 GMT
                X-Transaction-ID: 0123456789abcdef0123456789abcdef
                """,
                host.send(request).headers().stream()
                        .map(header -> header.name() + ": " + header.value() + "\n")
                        .reduce("", String::concat));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nX: y",
                "zz23456789abcdef0123456789abcdef",
                "",
                "0123",
                "\u0660123456789abcdef0123456789abcde"
            })
    void foreignTextNeverBecomesAHeader(String text) {
        ApiRequest request = new ApiRequest(
                "GET",
                "/api/v1/info",
                Map.of("origin", text.isEmpty() ? "a b" : text + "\n", "x-transaction-id", text),
                new byte[0],
                Channel.CLOUD,
                Cancellation.none());

        ApiResponse response = host.send(request);

        assertEquals("*", response.header("Access-Control-Allow-Origin"));
        assertTrue(response.header("X-Transaction-ID").matches("[0-9a-f]{32}"));
        assertFalse(response.header("X-Transaction-ID").equals(text));
    }

    @Test
    void endpointsOfOtherBundlesAreServed() {
        endpoint(1, false, request -> done("low"), "/api/v1/aclk");
        endpoint(2, false, request -> done("high"), "/api/v1/aclk", "/api/v3/claim");
        endpoint(3, false, request -> done("mine"), "/api/v1/info");
        endpoint(4, true, request -> done("local"), "/api/v1/secret");
        endpoint(5, false, request -> done("page"), "/dashboard");

        assertEquals("high", FakeHost.text(host.get("/api/v1/aclk?x=1")));
        assertEquals("high", FakeHost.text(host.get("/host/garage-pi/api/v3/claim")));
        assertFalse(FakeHost.text(host.get("/api/v1/info")).equals("mine"));
        assertEquals("local", FakeHost.text(host.get("/api/v1/secret")));
        assertEquals(
                404, host.send(ApiRequest.get("/api/v1/secret", Channel.CLOUD)).status());
        assertEquals("page", FakeHost.text(host.get("/dashboard")));
        assertEquals(404, host.send(ApiRequest.get("/dashboard", Channel.CLOUD)).status());
    }

    @Test
    void failingEndpointIs500WithoutDetails() {
        endpoint(1, false, request -> CompletableFuture.failedFuture(new IllegalStateException("secret")), "/api/v1/a");
        endpoint(
                1,
                false,
                request -> {
                    throw new IllegalStateException("secret");
                },
                "/api/v1/b");

        for (String target : new String[] {"/api/v1/a", "/api/v1/b"}) {
            assertEquals(500, host.get(target).status());
            assertEquals("Internal error", FakeHost.text(host.get(target)));
        }
    }

    private void endpoint(
            int ranking,
            boolean localOnly,
            Function<ApiRequest, CompletionStage<ApiEndpoint.Content>> service,
            String... paths) {
        host.endpoints.add(
                service::apply,
                Map.of(ApiEndpoint.PATH, paths, ApiEndpoint.LOCAL_ONLY, localOnly, "service.ranking", ranking));
    }

    private static CompletionStage<ApiEndpoint.Content> done(String text) {
        return CompletableFuture.completedFuture(ApiEndpoint.Content.text(200, text));
    }

    private static ApiRequest request(String target, Cancellation cancellation) {
        return new ApiRequest("GET", target, Map.of(), new byte[0], Channel.CLOUD, cancellation);
    }
}
