package io.aclk.link.internal;

import io.aclk.api.link.Link;
import io.aclk.api.link.StatusReport;
import io.aclk.host.api.ApiEndpoint;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code /api/v1/aclk} of the host's HTTP API ({@code protocol/status.md} section 2). */
@Component(service = ApiEndpoint.class, property = ApiEndpoint.PATH + "=/api/v1/aclk")
public final class AclkEndpoint implements ApiEndpoint {

    private static final int OK = 200;

    private final Link link;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile NodeDirectory directory;

    /** Made by SCR. */
    @Activate
    public AclkEndpoint(@Reference Link link) {
        this.link = link;
    }

    @Override
    public CompletionStage<Content> handle(ApiRequest request) {
        NodeDirectory current = directory;
        List<Node> nodes = current == null ? List.of() : current.nodes();
        return CompletableFuture.completedStage(Content.json(OK, StatusReport.json(link.status(), nodes)));
    }
}
