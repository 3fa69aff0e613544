package io.aclk.agent.web.internal;

import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiEndpoint;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Cancellation;
import io.aclk.host.api.Capability;
import io.aclk.host.api.Channel;
import io.aclk.host.api.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the command of a request and answers with it on the caller's thread ({@code protocol/queries.md} section 3).
 * Whatever is not implemented is an unknown command. Thread-safe.
 */
final class Router implements AgentApi {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** What a command needs before it is called. */
    private enum Need {
        /** Nothing. */
        NOTHING,
        /** The permission to see data. */
        PERMISSION,
        /** The permission, and series that were loaded. */
        SERIES
    }

    /**
     * A command.
     *
     * @param command what answers
     * @param need what it needs
     */
    private record Route(Command command, Need need) {}

    private static final Map<String, Route> V1 = new HashMap<>();
    private static final Map<String, Route> V2 = new HashMap<>();
    private static final Map<String, Route> V3 = new HashMap<>();

    static {
        route("data", Need.SERIES, DataCommands::v1, V1);
        route("data", Need.SERIES, DataCommands::v2, V2, V3);
        route("info", Need.PERMISSION, InfoV1::handle, V1);
        route("info", Need.PERMISSION, InfoV2::handle, V2);
        route("info", Need.NOTHING, InfoV2::handle, V3);
        route("charts", Need.SERIES, ChartsV1::charts, V1);
        route("chart", Need.SERIES, ChartsV1::chart, V1);
        route("context", Need.SERIES, ContextsV1::context, V1, V3);
        route("contexts", Need.SERIES, ContextsV1::contexts, V1);
        route("contexts", Need.SERIES, ContextsV2::contexts, V2, V3);
        route("q", Need.SERIES, ContextsV2::search, V2, V3);
        route("allmetrics", Need.SERIES, AllMetrics::handle, V1, V3);
        route("nodes", Need.PERMISSION, NodesV2::nodes, V2, V3);
        route("node_instances", Need.PERMISSION, NodesV2::instances, V2, V3);
        route("versions", Need.PERMISSION, NodesV2::versions, V2, V3);
        route("functions", Need.PERMISSION, FunctionsCommands::v1, V1);
        route("functions", Need.PERMISSION, FunctionsCommands::v2, V2, V3);
    }

    @SafeVarargs
    private static void route(String name, Need need, Command command, Map<String, Route>... versions) {
        for (Map<String, Route> version : versions) {
            version.put(name, new Route(command, need));
        }
    }

    private static final Reply START_PAGE = Reply.of(200, Reply.HTML, resource("index.html"));

    private static byte[] resource(String name) {
        try (InputStream in = Router.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final Host host;
    private final Endpoints endpoints;
    private final StandardHeaders headers;

    Router(Host host, Endpoints endpoints) {
        this.host = host;
        this.endpoints = endpoints;
        this.headers = new StandardHeaders(host.clock());
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(Host.API_VERSION);
    }

    @Override
    public CompletionStage<ApiResponse> handle(ApiRequest request) {
        RequestTarget target = RequestTarget.parse(request.target());
        Node node = host.nodes().local();
        List<String> path = target.path();
        int at = 0;
        while (at < path.size() && (path.get(at).equals("host") || path.get(at).equals("node"))) {
            if (!node.local()) {
                return done(request, Reply.text(400, "Nesting of hosts is not allowed."));
            }
            String id = at + 1 < path.size() ? path.get(at + 1) : "";
            node = Nodes.find(host.nodes().nodes(), id, path.get(at).equals("node"));
            if (node == null) {
                return done(request, Reply.text(404, "This netdata does not maintain a database for host: " + id));
            }
            at += 2;
        }
        List<String> rest = path.subList(Math.min(at, path.size()), path.size());
        Reply reply;
        try {
            Route route = find(rest);
            if (route == null) {
                CompletionStage<ApiResponse> added = node.local() ? endpoint(request, rest) : null;
                if (added != null) {
                    return added;
                }
                reply = at == 0 && rest.isEmpty() && request.channel() == Channel.LOCAL ? START_PAGE : unknown(rest);
            } else {
                reply = answer(route, rest, new ApiCall(host, node, version(rest), target.parameters(), request));
            }
        } catch (RefusedException e) {
            reply = e.reply();
        } catch (Cancellation.StoppedException e) {
            reply = e.reason() == Cancellation.Reason.CANCELLED
                    ? Reply.text(499, "")
                    : Reply.text(504, "Query timeout exceeded");
        }
        return done(request, reply);
    }

    /** The command of {@code api/vN/<command>[/...]}, {@code null} if there is none. */
    private static Route find(List<String> path) {
        if (path.size() < 3 || !path.get(0).equals("api")) {
            return null;
        }
        return switch (path.get(1)) {
            case "v1" -> V1.get(path.get(2));
            case "v2" -> V2.get(path.get(2));
            case "v3" -> V3.get(path.get(2));
            default -> null;
        };
    }

    private static int version(List<String> path) {
        return path.get(1).charAt(1) - '0';
    }

    private static Reply answer(Route route, List<String> path, ApiCall call) {
        if (path.size() > 3) {
            return Reply.text(400, "API command '" + path.get(2) + "' does not support subpaths.");
        }
        Reply refusal = route.need() == Need.NOTHING ? null : Permissions.refuse(call.request());
        if (refusal != null) {
            return refusal;
        }
        if (route.need() == Need.SERIES && !call.host().nodes().local().ready()) {
            return Reply.text(503, "");
        }
        call.cancellation().check();
        return route.command().handle(call);
    }

    private static boolean isApi(List<String> path) {
        return !path.isEmpty() && path.get(0).equals("api");
    }

    private static Reply unknown(List<String> path) {
        if (!isApi(path)) {
            return Reply.text(404, Reply.HTML, "Unknown API endpoint.");
        }
        boolean versioned = path.size() > 1 && path.get(1).matches("v[123]");
        if (path.size() == 1 || versioned && path.size() == 2) {
            return Reply.text(400, "Which API command?");
        }
        return Reply.text(404, "Unsupported API command: " + path.get(versioned ? 2 : 1));
    }

    /** Hands the request to an endpoint of another bundle; {@code null} if there is none for it. */
    private CompletionStage<ApiResponse> endpoint(ApiRequest request, List<String> path) {
        Endpoints.Entry entry = endpoints.find("/" + String.join("/", path));
        boolean cloud = request.channel() == Channel.CLOUD;
        if (entry == null || cloud && (entry.localOnly() || !isApi(path))) {
            return null;
        }
        CompletionStage<ApiEndpoint.Content> content;
        try {
            content = entry.service().handle(request);
        } catch (RuntimeException e) {
            content = CompletableFuture.failedFuture(e);
        }
        return content.handle((answer, failure) -> {
            if (failure != null) {
                if (entry.isNewFailure(failure)) {
                    LOG.warn("The endpoint of {} failed; its bundle is at fault", request, failure);
                }
                return response(request, Reply.text(500, "Internal error"));
            }
            return response(request, new Reply(answer.status(), answer.contentType(), answer.body()));
        });
    }

    private CompletionStage<ApiResponse> done(ApiRequest request, Reply reply) {
        return CompletableFuture.completedFuture(response(request, reply));
    }

    private ApiResponse response(ApiRequest request, Reply reply) {
        String version = host.nodes().local().info().version();
        return new ApiResponse(reply.status(), headers.of(request, version, reply.contentType()), reply.body());
    }
}
