package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operating system has a say in: modes whatever the umask, a disk that is full, a file that may not grow. */
class RealDiskTest {

    private static final long LIMIT_SECONDS = 60;
    private static final int PAGE = 4096;
    private static final List<AgentKey> KEYS = List.of(TestKeys.ONE, TestKeys.OTHER);

    @TempDir
    Path keys;

    @TempDir
    Path dir;

    /** A process that claims and unclaims, without a cloud: a file with a key pair, {@code data}, {@code claim|rotate|unclaim}... */
    static final class Owner {
        private Owner() {}

        public static void main(String[] args) throws Exception {
            AgentKey key = AgentKey.parse(Files.readString(Path.of(args[0])));
            Path data = Path.of(args[1]);
            for (int i = 2; i < args.length; i++) {
                if (args[i].equals("unclaim")) {
                    new UnclaimedMark(data.resolve("unclaimed"))
                            .set(Clock.systemUTC().instant(), "me", List.of());
                    new Archive(data, Clock.systemUTC()).take(data.resolve("cloud.d"));
                } else {
                    ClaimRun.Ended ended = run(data.resolve("cloud.d"), args[i].equals("rotate"), () -> key);
                    if (!ended.result().claimed()) {
                        System.out.println(ended.result().reason());
                        System.exit(1);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "077"})
    @Timeout(LIMIT_SECONDS)
    void modesWhateverTheUmask(String umask) throws Exception {
        assertEquals("0 ", owner("umask " + umask, "claim", "unclaim", "claim"));
        List<String> wrong = new ArrayList<>();
        int files = 0;
        try (Stream<Path> all = Files.walk(dir)) {
            for (Path path : all.filter(path -> !path.equals(dir)).toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                if (!mode.equals(Files.isDirectory(path) ? "rwx------" : "rw-------")) {
                    wrong.add(path + " " + mode);
                }
                files++;
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(files > 8, "files: " + files);
    }

    @Test
    @Timeout(LIMIT_SECONDS)
    void fileThatMayNotGrow() throws Exception {
        // 512 bytes a file: less than a key has
        String first = owner("ulimit -f 1", "claim");
        assertTrue(first.startsWith("1 Cannot write private key file: " + dir.resolve("cloud.d/private.pem")), first);
        Path cloudD = dir.resolve("cloud.d");
        assertTrue(run(cloudD, false, () -> KEYS.get(0)).result().claimed());
        String claimId = id();
        String rotated = owner("ulimit -f 1", "rotate");
        assertTrue(rotated.startsWith("1 Cannot write private key file: "), rotated);
        assertEquals(claimId, id());
        assertTrue(run(cloudD, true, () -> KEYS.get(1)).result().claimed());
        assertNotEquals(claimId, id());
    }

    /** A file system of 16 pages, all but a few of them taken. Needs the right to mount. */
    @Test
    @Timeout(LIMIT_SECONDS)
    void diskThatIsFull() throws Exception {
        Path disk = Files.createDirectory(dir.resolve("disk"));
        assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=64k", "aclk-test", disk.toString()) == 0,
                "this user may not mount; fullDiskAnywhere of IdentityOnDiskTest has no need to");
        try {
            Path cloudD = disk.resolve("cloud.d");
            assertTrue(run(cloudD, false, () -> KEYS.get(0)).result().claimed());
            int failures = 0;
            boolean success = false;
            for (int free = 0; !success; free++) {
                String before = new ClaimFiles(new CloudDirectory(cloudD))
                        .load()
                        .orElseThrow()
                        .claimId();
                AgentKey key = new KeyFiles(new CloudDirectory(cloudD)).load();
                AgentKey other = KEYS.get(key.sameAs(KEYS.get(0)) ? 1 : 0);
                fill(disk.resolve("filler"), free);
                ClaimRun.Ended ended = run(cloudD, true, () -> other);
                success = ended.result().claimed();
                CloudDirectory directory = new CloudDirectory(cloudD);
                directory.recover();
                boolean same =
                        new ClaimFiles(directory).load().orElseThrow().claimId().equals(before);
                assertEquals(!success, same, "with " + free + " free pages: " + ended);
                assertEquals(!success, new KeyFiles(directory).load().sameAs(key), "with " + free + " free pages");
                if (!success) {
                    failures++;
                    assertTrue(ended.result().reason().contains("No space left on device"), ended.toString());
                    assertEquals(0, ended.result().attempts(), "the cloud was not asked");
                }
                Files.delete(disk.resolve("filler"));
            }
            assertTrue(failures >= 3, "failures: " + failures);
        } finally {
            assertEquals(0, command("umount", disk.toString()));
        }
    }

    private String id() {
        return new ClaimFiles(new CloudDirectory(dir.resolve("cloud.d")))
                .load()
                .orElseThrow()
                .claimId();
    }

    /** Takes all pages but some. */
    private static void fill(Path file, int free) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[PAGE]);
            }
        } catch (IOException e) {
            // full
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(Math.max(0, Files.size(file) - (long) free * PAGE));
        }
    }

    /** Runs {@link Owner} in a shell; gives its exit code and what it said. */
    private String owner(String prepare, String... steps) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                prepare + "; exec \"$@\"",
                "sh",
                java,
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Owner.class.getName(),
                Files.writeString(keys.resolve("key.pem"), KEYS.get(0).privatePem())
                        .toString(),
                dir.toString()));
        command.addAll(List.of(steps));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
            return process.exitValue() + " " + said.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    private static int command(String... words) throws Exception {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
        return process.exitValue();
    }

    private static ClaimRun.Ended run(Path cloudD, boolean newKey, Supplier<AgentKey> maker) throws Exception {
        CloudDirectory directory = new CloudDirectory(cloudD);
        Network network = new Network() {
            @Override
            public NetworkConnection connect(
                    String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
                throw new IllegalStateException("a claim is one HTTP exchange");
            }

            @Override
            public HttpReply exchange(
                    HttpCall request, NetworkOptions options, AbortSignal abort, ConnectObserver observer) {
                return new HttpReply(204, Map.of(), new byte[0]);
            }
        };
        ClaimRun run = new ClaimRun(
                new TestNodes(), directory, new ClaimCall(network, Clock.systemUTC()), (pause, abort) -> {}, maker);
        ClaimInputs inputs =
                new ClaimInputs("t", List.of(), URI.create("https://new"), NetworkOptions.DIRECT, Optional.empty());
        ClaimRun.Ended ended = run.run(inputs, newKey, new AbortSignal());
        if (ended.result().claimed()) {
            directory.finish();
        }
        return ended;
    }
}
