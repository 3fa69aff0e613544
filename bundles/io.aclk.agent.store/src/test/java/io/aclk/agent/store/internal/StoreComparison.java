package io.aclk.agent.store.internal;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prints what the store is chosen by ({@code docs/time-series-store.md}): size on disk, share of a core, memory, and
 * what is left after a {@code kill -9}. Run it with
 *
 * <pre>mvn -q -pl bundles/io.aclk.agent.store test-compile exec:exec@compare</pre>
 *
 * Each measurement runs in a process of its own. About six minutes and 5 GB of temporary disk space.
 */
final class StoreComparison {

    private static final long START = 1_767_225_600;
    private static final List<String> CANDIDATES = List.of("own", "rrd4j-nio", "rrd4j-file");
    private static final int KILLS = 10;

    private StoreComparison() {}

    /** Without arguments the comparison; otherwise one measurement, see {@link #child}. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            child(arguments);
            return;
        }
        System.out.printf(
                "%-10s %14s %12s %14s %14s %12s %12s %14s%n",
                "store",
                "disk 300 dims",
                "a day later",
                "core 300 dims",
                "core 2000 dims",
                "RSS 2000",
                "loss kill -9",
                "broken/kills");
        for (String candidate : CANDIDATES) {
            String day = measure(candidate, "300", candidate.equals("own") ? "86400" : "600");
            String large = measure(candidate, "2000", candidate.equals("own") ? "3600" : "180");
            String[] small = day.split(" ");
            String[] big = large.split(" ");
            System.out.printf(
                    "%-10s %14s %12s %14s %14s %12s %12s %14s%n",
                    candidate, small[0], small[1], small[2], big[2], big[3], liveLoss(candidate), broken(candidate));
        }
    }

    private static void child(String[] arguments) throws Exception {
        String candidate = arguments[1];
        int dimensions = Integer.parseInt(arguments[2]);
        Path directory = Path.of(arguments[4]);
        switch (arguments[0]) {
            case "load" -> load(candidate, dimensions, Integer.parseInt(arguments[3]), directory);
            case "live" -> live(candidate, dimensions, directory);
            case "fast" -> fast(candidate, dimensions, directory);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Feeds simulated seconds as fast as possible and prints size at the start and at the end, CPU share, memory. */
    private static void load(String candidate, int dimensions, int seconds, Path directory) throws IOException {
        Random random = new Random(1);
        double[] values = new double[dimensions];
        try (StoreCandidate store = StoreCandidate.open(candidate, directory, dimensions, START)) {
            long size = size(directory);
            int warmUp = 60;
            long cpu = 0;
            for (int second = 1; second <= seconds + warmUp; second++) {
                if (second == warmUp) {
                    cpu = cpuNanos();
                }
                next(random, values);
                store.record(START + second, values);
            }
            double share = 100.0 * (cpuNanos() - cpu) / TimeUnit.SECONDS.toNanos(seconds);
            System.out.printf(
                    Locale.ROOT,
                    "%.1fMB %.1fMB %.2f%% %.0fMB%n",
                    size / 1e6,
                    size(directory) / 1e6,
                    share,
                    residentKb() / 1e3);
        }
    }

    /** A mix of what machines have: whole counts, percentages with full precision, values that hardly change. */
    private static void next(Random random, double[] values) {
        for (int i = 0; i < values.length; i++) {
            switch (i % 4) {
                case 0 -> values[i] = random.nextInt(1_000);
                case 1 -> values[i] = 100.0 * random.nextInt(400) / 397.0;
                case 2 -> values[i] = Math.abs(values[i] + random.nextGaussian());
                default -> values[i] = random.nextInt(50) == 0 ? random.nextInt(1 << 20) : values[i];
            }
        }
    }

    /** Records once a second in real time, and prints each second after it was recorded, until killed. */
    private static void live(String candidate, int dimensions, Path directory) throws Exception {
        long start = System.currentTimeMillis() / 1_000;
        StoreCandidate store = StoreCandidate.open(candidate, directory, dimensions, start - 1);
        for (long time = start + 1; ; time++) {
            TimeUnit.MILLISECONDS.sleep(Math.max(0, time * 1_000 - System.currentTimeMillis()));
            store.record(time, recognizable(time, dimensions));
            System.out.println(time);
        }
    }

    /** Records as fast as possible, so that a kill hits a write. */
    private static void fast(String candidate, int dimensions, Path directory) throws Exception {
        StoreCandidate store = StoreCandidate.open(candidate, directory, dimensions, START);
        for (long time = START + 1; ; time++) {
            store.record(time, recognizable(time, dimensions));
            System.out.println(time);
        }
    }

    /** Values that tell where and when they belong. */
    private static double[] recognizable(long time, int dimensions) {
        double[] values = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            values[i] = (double) time * 10_000 + i;
        }
        return values;
    }

    private static String measure(String candidate, String dimensions, String seconds) throws Exception {
        Path directory = Files.createTempDirectory("store");
        Process process = start("load", candidate, dimensions, seconds, directory);
        try (BufferedReader out = process.inputReader()) {
            return out.readLine();
        } finally {
            process.waitFor(10, TimeUnit.MINUTES);
            delete(directory);
        }
    }

    /** Seconds that a killed process had recorded but a new one does not find. */
    private static String liveLoss(String candidate) throws Exception {
        Path directory = Files.createTempDirectory("store");
        long last = kill(start("live", candidate, "300", "0", directory), 14);
        try (StoreCandidate store = StoreCandidate.open(candidate, directory, 300, 0)) {
            long found = last;
            while (Double.isNaN(store.read(0, found - 1, found)[0]) && found > last - 15) {
                found--;
            }
            return (last - found) + " s";
        } finally {
            delete(directory);
        }
    }

    /** Kills in the middle of writing, and counts after how many kills a file cannot be read or says what is wrong. */
    private static String broken(String candidate) throws Exception {
        int broken = 0;
        for (int round = 0; round < KILLS; round++) {
            Path directory = Files.createTempDirectory("store");
            long last = kill(start("fast", candidate, "300", "0", directory), 400 + 37 * round);
            broken += wrong(candidate, directory, last) ? 1 : 0;
            delete(directory);
        }
        return broken + "/" + KILLS;
    }

    private static boolean wrong(String candidate, Path directory, long last) {
        try (StoreCandidate store = StoreCandidate.open(candidate, directory, 300, START)) {
            for (int dimension = 0; dimension < 300; dimension++) {
                double[] values = store.read(dimension, START, last);
                for (int i = 0; i < values.length; i++) {
                    double expected = (START + 1.0 + i) * 10_000 + dimension;
                    if (!Double.isNaN(values[i]) && values[i] != expected) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    /** Kills a process after it has printed so many lines; returns the last one printed. */
    private static long kill(Process process, int lines) throws Exception {
        List<String> printed = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                printed.add(line);
                if (printed.size() == lines) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor(10, TimeUnit.SECONDS);
        String last = printed.get(printed.size() - 1);
        return Long.parseLong(last.length() == 10 ? last : printed.get(printed.size() - 2));
    }

    private static Process start(String what, String candidate, String dimensions, String seconds, Path directory)
            throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = List.of(
                java.toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StoreComparison.class.getName(),
                what,
                candidate,
                dimensions,
                seconds,
                directory.toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long residentKb() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> MachineFiles.number(line.substring(6).trim()))
                .findFirst()
                .orElse(0);
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
