package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.cloud.api.NodeQueries;
import io.aclk.cloud.api.NodeQueries.Answer;
import io.aclk.cloud.api.NodeQueries.Question;
import io.aclk.host.api.AgentApi;
import io.aclk.host.api.ApiRequest;
import io.aclk.host.api.ApiResponse;
import io.aclk.host.api.Capability;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * Inside the framework: asks a node 50 times a second through the cloud side, reading and acting, and counts how often
 * each request runs at the agent, by an {@link AgentApi} in front of the agent's own.
 */
final class QueryLoad implements AutoCloseable {

    /** How long each request may take. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    /** How long the link may be away without any request being lost: the other half of its time is for its way. */
    static final Duration HARMLESS = LIMIT.dividedBy(2);

    private static final int PER_SECOND = 50;
    /** Each so many-th request acts; the others read. */
    private static final int ACTING = 5;

    private static final Pattern OURS = Pattern.compile(".*[?&]itest=(\\d+)");

    private record Asked(int number, CompletableFuture<Answer> answer) {}

    /** Answers what this test asks, and leaves the rest to the agent. */
    private final class CountingApi implements AgentApi {
        private final AgentApi agent;

        CountingApi(AgentApi agent) {
            this.agent = agent;
        }

        @Override
        public CompletionStage<ApiResponse> handle(ApiRequest request) {
            Matcher ours = OURS.matcher(request.target());
            if (!ours.matches()) {
                return agent.handle(request);
            }
            int run = runs.merge(Integer.valueOf(ours.group(1)), 1, Integer::sum);
            return CompletableFuture.completedStage(
                    new ApiResponse(200, List.of(), ("run " + run).getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public List<Capability> capabilities() {
            return agent.capabilities();
        }
    }

    private final Map<Integer, Integer> runs = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<Asked> asked = new ArrayList<>();
    private final UUID node;
    private final NodeQueries queries;
    private final ServiceRegistration<AgentApi> counting;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    /** Begins. */
    QueryLoad(BundleContext context, UUID node, NodeQueries queries) {
        this.node = node;
        this.queries = queries;
        ServiceReference<AgentApi> agent = context.getServiceReference(AgentApi.class);
        counting = context.registerService(
                AgentApi.class,
                new CountingApi(context.getService(agent)),
                new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 1000)));
        timer.scheduleAtFixedRate(this::ask, 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
    }

    private static boolean acts(int number) {
        return number % ACTING == 0;
    }

    private void ask() {
        int number = numbers.incrementAndGet();
        boolean acting = acts(number);
        String method = !acting ? "GET" : number % 2 == 0 ? "POST" : "GET";
        String target = (acting ? "/api/v3/function?function=x&itest=" : "/api/v1/info?itest=") + number;
        CompletableFuture<Answer> answer = queries.ask(new Question(node, method, target, new byte[0], LIMIT))
                .toCompletableFuture();
        synchronized (asked) {
            asked.add(new Asked(number, answer));
        }
    }

    /**
     * Waits for the answers to all that was asked so far; each must have run once.
     *
     * @param what was done meanwhile
     * @return how many there were
     */
    int assertAllAnsweredOnce(String what) throws InterruptedException {
        return assertEach(what, (one, answer, times) -> answer.equals("200 run 1") && times == 1);
    }

    /**
     * Waits for the answers to all that was asked so far; what acts must have run once.
     *
     * @param what was done meanwhile, to bundles that together hold everything that is known of a request
     * @return how many there were
     */
    int assertAllAnswered(String what) throws InterruptedException {
        return assertEach(
                what, (one, answer, times) -> answer.equals("200 run " + times) && (times == 1 || !acts(one.number())));
    }

    /**
     * Waits for the answers to all that was asked so far; what acts must have run once, and may be told so (409) if its
     * answer was lost.
     *
     * @param what was done meanwhile, to bundles that may take a finished reply with them
     * @return how many there were
     */
    int assertAllAnsweredOrTold(String what) throws InterruptedException {
        return assertEach(
                what,
                (one, answer, times) -> acts(one.number())
                        ? times == 1 && (answer.equals("200 run 1") || answer.startsWith("409 "))
                        : answer.equals("200 run " + times));
    }

    /**
     * Waits for what becomes of all that was asked so far; nothing that acts must have run twice, and any may be lost.
     *
     * @param what was done meanwhile, for longer than a request may take
     * @return how many there were
     */
    int assertNothingTwice(String what) throws InterruptedException {
        return assertEach(what, (one, answer, times) -> times <= 1 || !acts(one.number()));
    }

    /** What is right for a request. */
    private interface Rule {
        boolean holds(Asked one, String answer, int times);
    }

    private int assertEach(String what, Rule rule) throws InterruptedException {
        Await.until("something is asked", LIMIT, () -> !nothingAsked(), () -> "nothing");
        List<Asked> all = askedSoFar();
        List<String> wrong = new ArrayList<>();
        for (Asked one : all) {
            String answer = answer(one.answer());
            int times = runs.getOrDefault(one.number(), 0);
            if (!rule.holds(one, answer, times)) {
                wrong.add((acts(one.number()) ? "acting " : "reading ") + one.number() + ": " + answer + ", ran "
                        + times + " times");
            }
        }
        assertEquals(List.of(), wrong, "of " + all.size() + " requests during " + what);
        return all.size();
    }

    private boolean nothingAsked() {
        synchronized (asked) {
            return asked.isEmpty();
        }
    }

    private List<Asked> askedSoFar() {
        synchronized (asked) {
            List<Asked> all = List.copyOf(asked);
            asked.clear();
            return all;
        }
    }

    private static String answer(CompletableFuture<Answer> future) throws InterruptedException {
        try {
            Answer answer = future.get(LIMIT.toSeconds() * 2, TimeUnit.SECONDS);
            return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            return e.getCause().toString();
        } catch (TimeoutException e) {
            return "neither answer nor failure";
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        counting.unregister();
    }
}
