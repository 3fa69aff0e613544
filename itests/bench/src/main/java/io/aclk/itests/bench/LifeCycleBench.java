package io.aclk.itests.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What it costs to start with the link, and to install, update and remove it while the agent runs. */
final class LifeCycleBench {

    private static final List<String> RECONNECT = List.of("io.aclk.transport", "io.aclk.network", "io.aclk.link");
    private static final List<String> KEEP_THE_CONNECTION = List.of(
            "io.aclk.config", "io.aclk.claiming", "io.aclk.query", "io.aclk.export", "io.aclk.doctor", "io.aclk.shell");

    private static final String NEXT = "0.1.1";
    private static final String AGENT_ALONE = "agent\n";
    /** Of the updates of a bundle that the connection needs, so many are of one that it does not need. */
    private static final int SHARE = 5;

    private static final double KB_PER_MB = 1000 / 1.024;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private LifeCycleBench() {}

    static void run(Scale scale, Path dir) throws Exception {
        starts(scale, dir);
        try (Cloud cloud = new Cloud(Instance.cloud(dir.resolve("cloud")));
                Instance agent = Instance.agent(dir.resolve("agent"), AGENT_ALONE)) {
            agent.awaitReady();
            double alone = resident(scale, agent);
            agent.feature("install", "aclk");
            cloud.claim(agent, cloud.token());
            double with = resident(scale, agent);
            updates(scale, dir, agent, cloud);
            comeAndGo(scale, agent);
            double after = resident(scale, agent);
            System.out.printf(
                    "resident: without the link %.1f MB, with it %.1f MB (ratio %.2f), after its removal %.1f MB (ratio"
                            + " %.2f)%n",
                    alone, with, with / alone, after, after / alone);
        }
    }

    /** From the command to everything started, both in turn. */
    private static void starts(Scale scale, Path dir) throws Exception {
        Samples alone = new Samples();
        Samples with = new Samples();
        for (int i = 0; i < scale.starts(); i++) {
            alone.add(start(dir.resolve("alone-" + i), AGENT_ALONE));
            with.add(start(dir.resolve("with-" + i), null));
        }
        print("start of the agent alone", alone);
        print("start of the agent with the link", with);
        System.out.printf("    ratio of the p50 %.2f%n", with.millis(0.5) / alone.millis(0.5));
    }

    private static long start(Path dir, String features) throws Exception {
        long begin = System.nanoTime();
        try (Instance agent = Instance.agent(dir, features)) {
            agent.awaitReady();
            return System.nanoTime() - begin;
        }
    }

    private static double resident(Scale scale, Instance agent) throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(scale.idle().toMillis());
        return agent.residentKb() / KB_PER_MB;
    }

    private static void updates(Scale scale, Path dir, Instance agent, Cloud cloud) throws Exception {
        Samples took = new Samples();
        Samples reconnects = new Samples();
        for (String bundle : RECONNECT) {
            gaps(bundle, scale.updates(), dir, agent, cloud, took, reconnects);
        }
        print("gap at all updates with a reconnect", reconnects);
        for (String bundle : KEEP_THE_CONNECTION) {
            gaps(bundle, Math.max(2, scale.updates() / SHARE), dir, agent, cloud, took, new Samples());
        }
        print("feature update", took);
    }

    /** Updates a bundle to a higher version and back, in turn. */
    private static void gaps(String bundle, int times, Path dir, Instance agent, Cloud cloud, Samples took, Samples all)
            throws Exception {
        String upgraded =
                UpgradedFeature.write(dir.resolve(bundle), bundle, NEXT).toString();
        Samples gaps = new Samples();
        for (int i = 0; i < times || i % 2 != 0; i++) {
            String[] update = i % 2 == 0
                    ? new String[] {"update", upgraded, "--allow-unsigned"}
                    : new String[] {"update", "aclk"};
            long gap = gap(cloud, () -> took.add(agent.feature(update).toNanos()));
            gaps.add(gap);
            all.add(gap);
        }
        print("gap at an update of " + bundle, gaps);
    }

    /** What is measured. */
    private interface Change {
        void run() throws Exception;
    }

    /** The longest time to an answer while something happens, nanoseconds. */
    private static long gap(Cloud cloud, Change change) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService asker = Executors.newSingleThreadExecutor();
        try (HttpClient client = cloud.client()) {
            String info = cloud.node(client) + Targets.INFO;
            client.get(info);
            CompletableFuture<Long> longest = CompletableFuture.supplyAsync(() -> longest(client, info, over), asker);
            try {
                change.run();
            } finally {
                over.set(true);
            }
            return longest.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } finally {
            asker.shutdownNow();
        }
    }

    private static long longest(HttpClient client, String target, AtomicBoolean over) {
        long longest = 0;
        try {
            while (!over.get()) {
                long begin = System.nanoTime();
                client.get(target);
                longest = Math.max(longest, System.nanoTime() - begin);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a request was not answered", e);
        }
        return longest;
    }

    private static void comeAndGo(Scale scale, Instance agent) throws Exception {
        Samples install = new Samples();
        Samples remove = new Samples();
        for (int i = 0; i < scale.starts(); i++) {
            remove.add(agent.feature("remove", "aclk").toNanos());
            install.add(agent.feature("install", "aclk").toNanos());
            Limit.await(
                    "online",
                    LIMIT,
                    () -> agent.ask("aclk", "status").get("online").asBoolean() ? true : null);
        }
        remove.add(agent.feature("remove", "aclk").toNanos());
        print("feature install", install);
        print("feature remove", remove);
    }

    private static void print(String what, Samples samples) {
        System.out.printf(
                "%-40s p50 %.3f s, p95 %.3f s, max %.3f s (%d runs)%n",
                what,
                samples.millis(0.5) / 1000,
                samples.millis(0.95) / 1000,
                samples.millis(1) / 1000,
                samples.count());
    }
}
