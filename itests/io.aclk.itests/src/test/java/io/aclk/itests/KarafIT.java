package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.itests.host.ExampleHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The feature in a plain Apache Karaf as its owner installs it: by typing in its console, without any network. */
class KarafIT {

    private static final Path REPOSITORY = Path.of(System.getProperty("aclk.karaf"));
    private static final String FEATURES = "repository/";

    @TempDir
    private Path temp;

    @Test
    @Timeout(280)
    void carriesTheLink() throws Exception {
        Path home = unpack();
        try (ForeignHost cloud = ForeignHost.start(temp)) {
            Files.writeString(home.resolve("etc/io.aclk.link.cfg"), "proxy = none\nca = " + cloud.certificate() + "\n");
            try (Program karaf = start(home)) {
                // given Karaf's prompt, then what follows is typed blindly, as fast as Karaf takes it
                karaf.awaitOutput("(karaf@root)", ForeignHost.LIMIT);
                karaf.type("feature:repo-add " + offer(home));
                karaf.type("feature:install aclk");
                karaf.type("bundle:install -s file:" + ForeignHost.fileOf(ExampleHost.class));
                karaf.type("aclk:claim --token " + cloud.token() + " --url " + cloud.url());
                karaf.awaitOutput("(is claimed to Netdata Cloud)", ForeignHost.LIMIT);
                cloud.awaitAnswer(karaf);
                assertTrue(
                        Files.isRegularFile(home.resolve("aclk/data/cloud.d/private.pem")),
                        "the instance directory lies in Karaf's own");
                assertTrue(
                        Sockets.beyondLoopback(karaf.pid()).isEmpty(),
                        () -> "listens or connects beyond loopback: " + karaf.output());

                karaf.type("feature:uninstall aclk");
                cloud.awaitGoodbye(karaf);
                ForeignHost.awaitNoThread(temp, karaf.pid());
            }
        }
    }

    /** Unpacks Karaf, and closes its ports but for that of its remote console, which moves to a free one. */
    private Path unpack() throws Exception {
        Path home = Files.createDirectories(temp.resolve("karaf"));
        Path archive = Path.of(System.getProperty("aclk.containers"), "apache-karaf-minimal.tar.gz");
        try (Program tar = Program.start(
                temp,
                "tar",
                new ProcessBuilder("tar", "-xzf", archive.toString(), "--strip-components=1", "-C", home.toString()))) {
            Program.Result result = tar.await();
            assertTrue(result.exit() == 0, result.output());
        }
        append(home, "custom.properties", "karaf.shutdown.port = -1");
        append(home, "org.apache.karaf.shell.cfg", "sshHost = 127.0.0.1", "sshPort = 0");
        // offline: nothing but what lies in its own folders
        append(home, "org.ops4j.pax.url.mvn.cfg", "org.ops4j.pax.url.mvn.repositories =");
        return home;
    }

    private static void append(Path home, String file, String... lines) throws IOException {
        Files.write(
                home.resolve("etc").resolve(file),
                List.of(lines),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Puts what the KAR holds into Karaf's own Maven repository, and returns the address of the features in it. */
    private static String offer(Path home) throws IOException {
        try (var files = Files.newDirectoryStream(REPOSITORY, "*.kar");
                ZipFile kar = new ZipFile(files.iterator().next().toFile())) {
            String features = "";
            for (ZipEntry entry : Collections.list(kar.entries())) {
                if (entry.getName().startsWith(FEATURES) && !entry.isDirectory()) {
                    Path file = home.resolve("system").resolve(entry.getName().substring(FEATURES.length()));
                    Files.createDirectories(file.getParent());
                    Files.copy(kar.getInputStream(entry), file, StandardCopyOption.REPLACE_EXISTING);
                    if (file.toString().endsWith("-features.xml")) {
                        features = "mvn:io.aclk/io.aclk.features/"
                                + file.getParent().getFileName() + "/xml/features";
                    }
                }
            }
            return features;
        }
    }

    /** The JVM takes the place of the script, so that its process is the one that is ended. */
    private Program start(Path home) throws IOException {
        ProcessBuilder karaf = new ProcessBuilder(home.resolve("bin/karaf").toString()).directory(temp.toFile());
        karaf.environment().put("JAVA_HOME", System.getProperty("java.home"));
        karaf.environment().put("KARAF_EXEC", "exec");
        return Program.start(temp, "karaf", karaf);
    }
}
