package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.itests.host.ExampleHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Outside the framework: the story of the link in a bare framework, with Declarative Services and ConfigAdmin alone. */
final class BareFramework {

    private BareFramework() {}

    /**
     * Installs the feature beside the example host, sees it online and answering, removes it and sees nothing left.
     *
     * @param temp for everything
     * @param framework jar of the framework
     * @param vendor what the framework says of itself
     */
    static void carriesTheLink(Path temp, Path framework, String vendor) throws Exception {
        Path work = Files.createDirectories(temp.resolve("work"));
        try (ForeignHost cloud = ForeignHost.start(temp)) {
            cloud.writeClaim(work.resolve("aclk"));
            ProcessBuilder builder = new ProcessBuilder(command(temp, framework)).directory(work.toFile());
            builder.environment().put("NETDATA_ACLK_CA", cloud.certificate());
            try (Program host = Program.start(temp, "host", builder)) {
                String started = host.awaitOutput("started in (.+)", ForeignHost.LIMIT);
                assertTrue(started.contains(vendor), started);
                cloud.awaitAnswer(host);

                host.type("remove");
                host.awaitOutput("(removed)", ForeignHost.LIMIT);
                cloud.awaitGoodbye(host);
                ForeignHost.awaitNoThread(temp, host.pid());
            }
        }
    }

    /** The host brings what the design asks of it, and what these need in turn; the feature file tells the rest. */
    private static List<String> command(Path temp, Path framework) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                framework + ":" + ForeignHost.fileOf(ForeignFramework.class),
                ForeignFramework.class.getName(),
                temp.resolve("storage").toString()));
        List<Path> feature = new ArrayList<>(FeatureFile.jars("aclk"));
        Path contract = feature.stream()
                .filter(jar -> jar.getFileName().toString().startsWith("io.aclk.host.api-"))
                .findFirst()
                .orElseThrow();
        feature.remove(contract);
        List<Path> host = new ArrayList<>(FeatureFile.base(
                "pax-logging-api",
                "org.osgi.util.function",
                "org.osgi.util.promise",
                "org.osgi.service.component",
                "org.apache.felix.configadmin",
                "org.apache.felix.scr"));
        host.add(contract);
        host.add(ForeignHost.fileOf(ExampleHost.class));
        host.forEach(jar -> command.add(jar.toString()));
        command.add("--");
        feature.forEach(jar -> command.add(jar.toString()));
        return command;
    }
}
