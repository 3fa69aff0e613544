package io.aclk.doctor.internal;

import io.aclk.host.api.InstanceDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** What a person who helps wants to see besides state and settings. Reads only. */
final class Evidence {

    /** Of one log; the last lines say most. */
    private static final int MAX_LOG = 1024 * 1024;

    private static final int MAX_LOGS = 5;
    /** As logback and logrotate name them. */
    private static final Pattern LOG = Pattern.compile("error(\\.[0-9]+)?\\.log(\\.[0-9]+)?");

    private static final int MAX_IDENTITY_FILES = 100;

    private Evidence() {}

    /** The ends of the newest logs, by their names. */
    static Map<String, String> logs(InstanceDirectory instance) throws IOException {
        Path log = instance.root().resolve("log");
        Map<String, String> texts = new TreeMap<>();
        if (!Files.isDirectory(log)) {
            return texts;
        }
        List<Path> newest;
        try (Stream<Path> files = Files.list(log)) {
            newest = files.filter(
                            file -> LOG.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing((Path file) -> file.toFile().lastModified())
                            .reversed())
                    .limit(MAX_LOGS)
                    .toList();
        }
        for (Path file : newest) {
            texts.put(file.getFileName().toString(), end(file));
        }
        return texts;
    }

    /** From the first whole line of what fits. */
    private static String end(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, in.length() - MAX_LOG);
            in.seek(start);
            byte[] bytes = new byte[(int) Math.min(MAX_LOG, in.length() - start)];
            in.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return start == 0 ? text : text.substring(text.indexOf('\n') + 1);
        }
    }

    /** Id, state, symbolic name and version of each bundle. */
    static String bundles(BundleContext context) {
        StringBuilder out = new StringBuilder();
        for (Bundle bundle : context.getBundles()) {
            out.append(String.format(
                    Locale.ROOT,
                    "%4d  %-11s  %s %s%n",
                    bundle.getBundleId(),
                    state(bundle.getState()),
                    bundle.getSymbolicName(),
                    bundle.getVersion()));
        }
        return out.toString();
    }

    private static String state(int state) {
        switch (state) {
            case Bundle.ACTIVE:
                return "active";
            case Bundle.RESOLVED:
                return "resolved";
            case Bundle.STARTING:
                return "starting";
            case Bundle.STOPPING:
                return "stopping";
            case Bundle.INSTALLED:
                return "NOT RESOLVED";
            default:
                return "uninstalled";
        }
    }

    /** All threads with their stacks and what they wait for. */
    static String threads() {
        StringBuilder out = new StringBuilder();
        ThreadInfo[] threads = ManagementFactory.getThreadMXBean().dumpAllThreads(false, false);
        Arrays.sort(threads, Comparator.comparing(ThreadInfo::getThreadName));
        for (ThreadInfo thread : threads) {
            LockInfo lock = thread.getLockInfo();
            out.append('"').append(thread.getThreadName()).append("\" ").append(thread.getThreadState());
            if (lock != null) {
                out.append(" on ").append(lock);
            }
            out.append('\n');
            for (StackTraceElement frame : thread.getStackTrace()) {
                out.append("    at ").append(frame).append('\n');
            }
            out.append('\n');
        }
        return out.toString();
    }

    /** Java, operating system, framework, and how this process runs. */
    static String versions(BundleContext context) {
        Runtime runtime = Runtime.getRuntime();
        StringBuilder out = new StringBuilder();
        line(out, "agent", context.getBundle().getVersion().toString());
        line(
                out,
                "framework",
                context.getProperty("org.osgi.framework.vendor") + " "
                        + context.getBundle(0).getVersion());
        line(out, "java", System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name"));
        line(
                out,
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        line(out, "processors", String.valueOf(runtime.availableProcessors()));
        line(
                out,
                "memory",
                (runtime.totalMemory() - runtime.freeMemory()) / 1024 + " of " + runtime.maxMemory() / 1024
                        + " KiB used");
        line(out, "up", ManagementFactory.getRuntimeMXBean().getUptime() / 1000 + " s");
        line(out, "time", java.time.ZonedDateTime.now().toString());
        line(out, "time zone", java.time.ZoneId.systemDefault().getId());
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(name).append(": ").append(value).append('\n');
    }

    /** Names, sizes and modes of the files of the identity, and nothing of what is in them. */
    static String identity(InstanceDirectory instance) throws IOException {
        if (!Files.isDirectory(instance.cloudD())) {
            return "there is no " + instance.cloudD() + "\n";
        }
        StringBuilder out = new StringBuilder();
        try (Stream<Path> files = Files.walk(instance.cloudD(), 2)) {
            for (Path file : files.sorted().limit(MAX_IDENTITY_FILES).toList()) {
                out.append(String.format(
                        Locale.ROOT,
                        "%s  %8d  %s  %s%n",
                        mode(file),
                        Files.size(file),
                        Files.getLastModifiedTime(file),
                        instance.data().relativize(file)));
            }
        }
        return out.toString();
    }

    private static String mode(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view == null
                ? "?"
                : PosixFilePermissions.toString(view.readAttributes().permissions()) + " "
                        + view.getOwner().getName();
    }
}
