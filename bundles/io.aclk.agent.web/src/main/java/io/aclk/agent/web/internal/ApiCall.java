package io.aclk.agent.web.internal;

import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.Cancellation;
import io.aclk.host.api.Node;
import java.util.List;
import java.util.Set;

/**
 * A request that was routed to a command.
 *
 * @param host what to answer from
 * @param node the node that the path names, by default the local one
 * @param version version of the API, 1 to 3
 * @param parameters its parameters
 * @param request the request
 */
record ApiCall(Host host, Node node, int version, Parameters parameters, ApiRequest request) {

    Cancellation cancellation() {
        return request.cancellation();
    }

    /** The parameter {@code options}. */
    Set<Option> options() {
        return Option.parse(parameters.text("options"));
    }

    /** The nodes that {@code scope_nodes} and {@code nodes} leave. */
    List<Node> selectedNodes() {
        SimplePattern scope = parameters.pattern("scope_nodes");
        SimplePattern filter = parameters.pattern("nodes");
        return host.nodes().nodes().stream()
                .filter(node -> scope.matchesAny(Nodes.names(node)) && filter.matchesAny(Nodes.names(node)))
                .toList();
    }
}
