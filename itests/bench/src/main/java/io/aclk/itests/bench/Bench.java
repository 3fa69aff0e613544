package io.aclk.itests.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints the figures of the distribution: {@code Bench [--short] [all | demo | link | large | cloud | memory | life]...}. The
 * system property {@code aclk.distribution} says where it is.
 */
public final class Bench {

    private static final List<String> PARTS = List.of("demo", "link", "large", "cloud", "memory", "life");

    private Bench() {}

    /** One part of it. */
    private interface Part {
        void run(Scale scale, Path dir) throws Exception;
    }

    /** Runs what the arguments name. */
    public static void main(String[] args) throws Exception {
        List<String> wanted = new ArrayList<>(List.of(args));
        Scale scale = wanted.remove("--short") ? Scale.SHORT : Scale.FULL;
        if (wanted.isEmpty() || wanted.equals(List.of("all"))) {
            wanted = PARTS;
        }
        if (!PARTS.containsAll(wanted)) {
            System.err.println("usage: Bench [--short] [all | " + String.join(" | ", PARTS) + "]...");
            System.exit(2);
        }
        System.out.printf(
                "# %d cores, Java %s of the benchmark, %s%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version(), scale);
        for (String part : wanted) {
            Path dir = Files.createTempDirectory("aclk-bench-");
            try {
                System.out.printf("%n## %s%n", part);
                part(part).run(scale, dir);
            } finally {
                delete(dir);
            }
        }
    }

    private static Part part(String name) {
        return switch (name) {
            case "demo" -> DemoBench::run;
            case "link" -> LinkBench::requests;
            case "large" -> LinkBench::large;
            case "cloud" -> CloudBench::run;
            case "memory" -> MemoryBench::run;
            default -> LifeCycleBench::run;
        };
    }

    private static void delete(Path dir) throws IOException {
        Files.walkFileTree(dir, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
