package io.aclk.launcher;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * {@code bin/demo [--check]}: starts the cloud side and an agent as child processes in a fresh directory, claims one to
 * the other, and shows a value of this machine that went through the whole chain.
 */
final class Demo {

    /** Generous: two JVMs start cold, perhaps on one busy core. */
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static final long POLL_MILLIS = 50;
    private static final String CHART = "system.cpu";

    private final Distribution distribution;
    private final Path dir;
    private final List<ChildInstance> children = new ArrayList<>();
    /** Whether the demo is done, has failed or is being stopped, whichever came first. */
    private final AtomicBoolean over = new AtomicBoolean();

    // what the first start of the cloud side prints, once: the token comes last
    private static final Pattern USER = Pattern.compile("(?m)^ *user: (\\S+)");
    private static final Pattern PASSWORD = Pattern.compile("(?m)^ *password: (\\S+)");
    private static final Pattern TOKEN = Pattern.compile("(?m)--token (\\S+).*\\R");

    // what the agent prints once it listens
    private static final Pattern READY = Pattern.compile("(?m)^The agent is ready: (\\S+)\\R");

    /** What the cloud side says about itself. */
    private record Cloud(URI url, Path certificate, String room, String user, String password, String token) {}

    /** One second of a chart. */
    private record Sample(long time, JsonArray labels, JsonArray values) {}

    private Demo(Distribution distribution, Path dir) {
        this.distribution = distribution;
        this.dir = dir;
    }

    /** Runs the program; returns the exit code. */
    static int run(Distribution distribution, List<String> args)
            throws RefusedException, IOException, InterruptedException {
        Arguments arguments = Arguments.parse(args, Set.of(), Set.of("--check"));
        if (!arguments.rest().isEmpty()) {
            throw RefusedException.usage(Usage.of("demo"));
        }
        Demo demo = new Demo(distribution, Files.createTempDirectory("aclk-demo-"));
        Runtime.getRuntime().addShutdownHook(new Thread(demo::cleanUp, "demo-end"));
        try {
            boolean equal = demo.show();
            if (arguments.has("--check")) {
                demo.over.set(true);
                return equal ? 0 : 1;
            }
            demo.stay();
        } catch (RefusedException | IOException e) {
            demo.failed(e.getMessage());
        }
        return 1;
    }

    /** Says why, unless somebody stops the demo, which ends the children too. */
    private void failed(String why) {
        if (over.compareAndSet(false, true)) {
            System.err.println("The demo failed: " + why);
            synchronized (children) {
                children.forEach(child -> System.err.print(child.lastWords()));
            }
        }
    }

    /** Starts, claims, prints; returns whether the value from the cloud equals the one from the agent. */
    private boolean show() throws RefusedException, IOException, InterruptedException {
        long start = System.nanoTime();
        System.out.println("Starting a cloud and an agent in " + dir + " ...");
        ChildInstance cloudProcess = start("cloud", "--port", "0", "--mqtt-port", "0");
        Path agentConf = Files.createDirectories(dir.resolve("agent").resolve("conf"));
        Files.writeString(agentConf.resolve("io.aclk.agent.web.cfg"), "port = 0\n");
        ChildInstance agentProcess = start("agent");

        Cloud cloud = cloud(cloudProcess);
        agentProcess.ask(
                LIMIT,
                "claim",
                "--token",
                cloud.token(),
                "--rooms",
                cloud.room(),
                "--url",
                cloud.url().toString(),
                "--ca",
                cloud.certificate().toString());
        ConsoleClient console = ConsoleClient.signIn(cloud.url(), cloud.certificate(), cloud.user(), cloud.password());
        JsonObject node = awaitLive(console);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println("Console:   " + cloud.url() + "/");
        System.out.println("User:      " + cloud.user());
        System.out.println("Password:  " + cloud.password());
        System.out.println("Node:      " + node.getString("id") + " (" + node.getString("hostname") + "), "
                + node.getString("state"));
        System.out.printf(Locale.ROOT, "Online:    %.1f s after the start%n", seconds);

        URI local = URI.create(agentProcess.awaitOutput(LIMIT, READY));
        Sample newest = awaitSample(local);
        Sample fromCloud = sample(console.get("/console/api/nodes/" + node.getString("id") + path(newest.time())));
        Sample fromAgent = sample(ConsoleClient.get(local.resolve(path(newest.time()))));
        System.out.println(
                "Value:     " + CHART + " at " + fromCloud.time() + " through the cloud: " + text(fromCloud));
        boolean equal = fromCloud.equals(fromAgent);
        System.out.println(
                equal ? "Check:     the agent itself says the same" : "Check:     the agent says " + text(fromAgent));
        return equal;
    }

    private ChildInstance start(String name, String... options) throws IOException {
        synchronized (children) {
            ChildInstance child = ChildInstance.start(distribution, name, dir.resolve(name), options);
            children.add(child);
            return child;
        }
    }

    private static Cloud cloud(ChildInstance process) throws RefusedException, IOException, InterruptedException {
        String token = process.awaitOutput(LIMIT, TOKEN);
        JsonObject info = json(process.ask(LIMIT, "info", "--json"));
        return new Cloud(
                URI.create(info.getString("url")),
                Path.of(info.getString("certificate")),
                info.getJsonArray("rooms").getJsonObject(0).getString("name"),
                process.awaitOutput(LIMIT, USER),
                process.awaitOutput(LIMIT, PASSWORD),
                token);
    }

    private static JsonObject awaitLive(ConsoleClient console)
            throws RefusedException, IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        String state = "unknown to the cloud";
        while (System.nanoTime() - end < 0) {
            JsonArray nodes = console.get("/console/api/nodes").getJsonArray("nodes");
            if (!nodes.isEmpty()) {
                JsonObject node = nodes.getJsonObject(0);
                state = node.getString("state");
                if (state.equals("live")) {
                    return node;
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw RefusedException.refused(
                "the node did not come online within " + LIMIT.toSeconds() + " s: it is " + state);
    }

    /** The newest second that the agent has. */
    private static Sample awaitSample(URI local) throws RefusedException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        String why = "no data";
        while (System.nanoTime() - end < 0) {
            try {
                return sample(ConsoleClient.get(local.resolve("/api/v1/data?chart=" + CHART + "&after=-2&points=1")));
            } catch (IOException e) {
                why = e.getMessage();
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw RefusedException.refused("the agent has no " + CHART + " after " + LIMIT.toSeconds() + " s: " + why);
    }

    /** One second of the chart. */
    private static String path(long time) {
        return "/api/v1/data?chart=" + CHART + "&after=" + (time - 1) + "&before=" + time + "&points=1&format=json";
    }

    private static Sample sample(JsonObject answer) throws IOException {
        JsonArray labels = answer.getJsonArray("labels");
        JsonArray rows = answer.getJsonArray("data");
        if (labels == null || rows == null || rows.isEmpty()) {
            throw new IOException("the answer holds no data");
        }
        JsonArray row = rows.getJsonArray(0);
        return new Sample(row.getJsonNumber(0).longValue(), labels, row);
    }

    private static String text(Sample sample) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < sample.labels().size(); i++) {
            text.append(i == 1 ? "" : ", ")
                    .append(sample.labels().getString(i))
                    .append(' ')
                    .append(sample.values().get(i));
        }
        return text.toString();
    }

    /** Waits for Ctrl-C, or for the end of a child. */
    private void stay() throws RefusedException, InterruptedException {
        System.out.println("Running until Ctrl-C.");
        CompletableFuture<?>[] ends =
                children.stream().map(child -> child.process().onExit()).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.anyOf(ends).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        for (ChildInstance child : children) {
            if (!child.process().isAlive()) {
                throw RefusedException.refused(child.end());
            }
        }
    }

    private void cleanUp() {
        if (over.compareAndSet(false, true)) {
            System.out.println("Stopping.");
        }
        synchronized (children) {
            for (int i = children.size() - 1; i >= 0; i--) {
                children.get(i).close();
            }
        }
        try {
            Directories.delete(dir);
        } catch (IOException e) {
            System.err.println("cannot remove " + dir + ": " + e.getMessage());
        }
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
