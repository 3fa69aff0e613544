package io.aclk.claiming.internal;

import io.aclk.api.claim.ClaimResult;
import io.aclk.api.claim.ClaimState;
import io.aclk.api.claim.Claiming;
import io.aclk.api.link.LinkStatus.Cloud;
import io.aclk.host.api.ApiEndpoint;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.Channel;
import io.aclk.host.api.InfoContributor;
import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.Node;
import io.aclk.host.api.NodeDirectory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claiming from a browser or a script: {@code /api/v3/claim} and {@code /api/v2/claim} ({@code protocol/claiming.md}
 * section 7). Only the local listener reaches it.
 *
 * <p>Anybody may call it from any page, since the cloud's own page does: what proves that the caller may is the one-time
 * key, which no page can read. Every request is answered from the thread of {@link EndpointThread}, and none waits on
 * it.
 */
@Component(
        service = ApiEndpoint.class,
        immediate = true,
        property = {
            ApiEndpoint.PATH + "=/api/v3/claim",
            ApiEndpoint.PATH + "=/api/v2/claim",
            ApiEndpoint.LOCAL_ONLY + ":Boolean=true"
        })
public final class ClaimEndpoint implements ApiEndpoint {

    static final String KEY_FILE = "netdata_random_session_id";

    private static final Logger LOG = LoggerFactory.getLogger(ClaimEndpoint.class);

    private static final String INVALID_KEY = "invalid key";
    private static final String INVALID_PARAMETERS = "invalid parameters";
    private static final String IN_PROGRESS = "Claiming is in progress";

    private static final Set<String> CLAIMABLE =
            Set.of(Cloud.AVAILABLE.wireName(), Cloud.OFFLINE.wireName(), Cloud.INDIRECT.wireName());

    private final Claiming claiming;
    private final NodeDirectory nodes;
    private final OneTimeKey key;
    private final ClaimPage page;
    private final CloudObject cloud;
    private final Limits limits;
    private final EndpointThread thread = new EndpointThread();

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<InfoContributor> contributors = List.of();

    /**
     * How long an answer may take, in all less than the 30 seconds after which a listener gives an idle connection up.
     *
     * @param claim for the claim; one that takes longer goes on, and its outcome is shown by the status
     * @param online until the agent is online, from then on
     */
    record Limits(Duration claim, Duration online) {
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(15), Duration.ofSeconds(10));
    }

    /** Makes the first key, on its own thread. */
    @Activate
    public ClaimEndpoint(BundleContext context, @Reference Claiming claiming, @Reference NodeDirectory nodes) {
        this(claiming, nodes, InstanceDirectory.of(context), Limits.DEFAULT, InstantSource.system());
        if (!InstanceDirectory.probing(context)) {
            thread.run(new CompletableFuture<>(), key::provide);
        }
    }

    ClaimEndpoint(
            Claiming claiming, NodeDirectory nodes, InstanceDirectory instance, Limits limits, InstantSource clock) {
        this.claiming = claiming;
        this.nodes = nodes;
        this.limits = limits;
        key = new OneTimeKey(instance.data().resolve(KEY_FILE));
        page = new ClaimPage(key.file());
        cloud = new CloudObject(() -> contributors, clock);
    }

    /** Ends the thread; requests that wait are answered with a failure. */
    @Deactivate
    void stop() {
        thread.stop();
    }

    /** Replaces what SCR injects, in tests. */
    void contributors(List<InfoContributor> injected) {
        contributors = injected;
    }

    @Override
    public CompletionStage<Content> handle(ApiRequest request) {
        if (request.channel() != Channel.LOCAL) {
            // for a host that does not know LOCAL_ONLY: the answer to a command that it does not know either
            return CompletableFuture.completedStage(Content.text(404, "Unsupported API command: claim"));
        }
        if (!request.method().equals("GET")) {
            return CompletableFuture.completedStage(Content.text(405, "Unsupported method."));
        }
        CompletableFuture<Content> answer = thread.promise();
        if (!thread.run(answer, () -> answer(request, answer))) {
            answer.complete(Content.text(503, "Too many requests at a time."));
        }
        return answer;
    }

    private void answer(ApiRequest request, CompletableFuture<Content> answer) {
        ClaimQuery query = ClaimQuery.of(request.target());
        ClaimPage.Facts facts = facts();
        if (query.key().isEmpty() || !facts.claimable()) {
            key.provide();
            answer.complete(Content.json(200, page.info(facts)));
        } else if (!key.spend(query.key())) {
            answer.complete(bad(request, INVALID_KEY, () -> page.refused(INVALID_KEY, facts)));
        } else if (query.request().isEmpty()) {
            LOG.warn("ACLK: A claim over HTTP was refused for its parameters. {}", query.mistake());
            answer.complete(
                    bad(request, INVALID_PARAMETERS, () -> page.invalid(INVALID_PARAMETERS, query.mistake(), facts)));
        } else if (claiming.state().inProgress()) {
            // behind the other one it would come when nobody waits for it any more
            answer.complete(failed(IN_PROGRESS));
        } else {
            CompletableFuture<ClaimResult> claim = new CompletableFuture<>();
            claiming.claim(query.request().get()).whenComplete((result, e) -> {
                if (e == null) {
                    claim.complete(result);
                } else {
                    claim.completeExceptionally(e);
                }
            });
            thread.await(answer, claim::isDone, limits.claim(), inTime -> {
                if (claim.isCompletedExceptionally()) {
                    answer.complete(failed("Claiming was ended because its bundle is being stopped"));
                } else {
                    claimed(inTime ? claim.join() : new ClaimResult(false, IN_PROGRESS, 0), answer);
                }
            });
        }
    }

    private void claimed(ClaimResult result, CompletableFuture<Content> answer) {
        if (!result.claimed()) {
            answer.complete(failed(result.reason()));
            return;
        }
        BooleanSupplier online = () -> {
            ClaimState state = claiming.state();
            Map<?, ?> now = cloud.members(state);
            return Cloud.ONLINE.wireName().equals(now.get("status"))
                    && state.claimId().map(id -> id.equals(now.get("claim_id"))).orElse(true)
                    && nodes.local().nodeId().isPresent();
        };
        thread.await(
                answer, online, limits.online(), inTime -> answer.complete(Content.json(200, page.claimed(facts()))));
    }

    private Content failed(String reason) {
        return Content.json(200, page.refused(reason, facts()));
    }

    /** In version 2 of the API a mistake of the caller is a line of text. */
    private Content bad(ApiRequest request, String message, Supplier<String> json) {
        return request.target().startsWith("/api/v2/") ? Content.text(400, message) : Content.json(400, json.get());
    }

    private ClaimPage.Facts facts() {
        Map<?, ?> now = cloud.members(claiming.state());
        Node node = nodes.local();
        return new ClaimPage.Facts(
                now, CLAIMABLE.contains(String.valueOf(now.get("status"))), node, cloud.epochSecond());
    }
}
