package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What lives in the JVM of another process, as the JDK's {@code jcmd} tells. */
final class JvmState {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern BUNDLES = instances("BundleImpl");
    private static final Pattern BUNDLE_LOADERS = instances("BundleWiringImpl$BundleClassLoader");
    /** A class in the tree of class loaders. */
    private static final Pattern CLASS = Pattern.compile("([\\w.$]+)$");

    private final Path logs;
    private final long pid;

    JvmState(Path logs, long pid) {
        this.logs = logs;
        this.pid = pid;
    }

    /**
     * What is left after a full collection.
     *
     * @param bytes of all objects
     * @param bundles objects of the framework for bundles, those that are uninstalled and cannot be collected included
     * @param bundleLoaders class loaders of bundles
     */
    record Live(long bytes, int bundles, int bundleLoaders) {}

    /** Collects, and counts what is left. */
    Live live() throws Exception {
        // the first collection clears what the second one takes
        jcmd("GC.run");
        String histogram = jcmd("GC.class_histogram");
        return new Live(
                number(TOTAL, histogram), (int) number(BUNDLES, histogram), (int) number(BUNDLE_LOADERS, histogram));
    }

    /** Collects, and returns the loaded classes whose name begins with one of some prefixes. */
    List<String> classes(List<String> prefixes) throws Exception {
        jcmd("GC.run");
        List<String> found = new ArrayList<>();
        jcmd("VM.classloaders", "show-classes=true").lines().forEach(line -> {
            Matcher name = CLASS.matcher(line);
            if (name.find() && prefixes.stream().anyMatch(name.group(1)::startsWith)) {
                found.add(name.group(1));
            }
        });
        return found;
    }

    /** Names of the threads of the link and of its MQTT library. */
    List<String> linkThreads() throws Exception {
        return jcmd("Thread.print")
                .lines()
                .filter(line -> line.startsWith("\"aclk-") || line.startsWith("\"MQTT "))
                .toList();
    }

    private String jcmd(String... command) throws Exception {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/jcmd").toString(), Long.toString(pid)));
        line.addAll(List.of(command));
        try (Program jcmd = Program.start(logs, "jcmd", new ProcessBuilder(line))) {
            Program.Result result = jcmd.await();
            assertEquals(0, result.exit(), result.output());
            return result.output();
        }
    }

    /** How many objects of a class of the framework a histogram counts. */
    private static Pattern instances(String framework) {
        return Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+"
                + Pattern.quote("org.apache.felix.framework." + framework) + "(?= |$)");
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
