package io.aclk.cloud.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.Store.Claim;
import io.aclk.cloud.api.Store.ContextRow;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {

    private static final String CLAIM = "c2a80be0-0e5e-49dd-b632-f6f36aa7c1e2";
    private static final UUID MACHINE = UUID.fromString("9f0af6f3-c046-487f-8bdf-b85c402f769a");

    @TempDir
    Path directory;

    /** Commits forever and says so after each commit; killed by the test. */
    static final class Writer {
        public static void main(String[] args) throws Exception {
            try (TestDatabase db = new TestDatabase(Path.of(args[0]))) {
                String token = db.store.createToken("t", Optional.empty());
                db.store.claim(new Claim(CLAIM, "pi", MACHINE, "key", token, List.of()));
                UUID node = db.store.createNode(CLAIM, MACHINE, "pi", 0);
                for (long i = 1; ; i++) {
                    db.store.contextsUpdate(
                            node, List.of(new ContextRow("c" + i, i, 0, 0, "", 1, "", "", "")), List.of());
                    System.out.println(i);
                }
            }
        }
    }

    @Test
    void noSecretIsInTheFile() throws Exception {
        String secret;
        try (TestDatabase db = new TestDatabase(directory)) {
            secret = db.store.createToken("t", Optional.empty());
            db.store.setPassword("admin", "correct horse battery");
        }
        String bytes = Files.readString(directory.resolve("cloud.mv.db"), StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains("admin"), "the test must look into the right file");
        assertFalse(bytes.contains(secret));
        assertFalse(bytes.contains("correct horse battery"));
        try (TestDatabase db = new TestDatabase(directory)) {
            assertTrue(db.store.authenticate("admin", "correct horse battery"));
        }
    }

    @Test
    void whatWasCommittedSurvivesKill9() throws Exception {
        Process writer = start();
        long last = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = Long.parseLong(line);
                if (last == 50) {
                    // through the handle: Process.destroyForcibly would close the pipe, and what it said meanwhile
                    // counts
                    writer.toHandle().destroyForcibly();
                }
            }
        } finally {
            writer.destroyForcibly();
        }
        assertTrue(writer.waitFor(10, TimeUnit.SECONDS));
        try (TestDatabase db = new TestDatabase(directory)) {
            UUID node = db.store.nodeOf(MACHINE).orElseThrow();
            assertTrue(last >= 50, "the writer said " + last);
            int stored = db.store.contexts(node).size();
            assertTrue(stored >= last, "said " + last + ", stored " + stored);
        }
    }

    @Test
    void aSecondProcessIsToldThatTheDatabaseIsInUse() throws Exception {
        Process writer = start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("1", out.readLine());
            SQLException refused = assertThrows(SQLException.class, () -> new TestDatabase(directory));
            assertTrue(Dialect.H2.inUseElsewhere(refused), () -> "code " + refused.getErrorCode());
        } finally {
            writer.destroyForcibly();
            assertTrue(writer.waitFor(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aDatabaseOfANewerVersionIsRefused() throws Exception {
        try (TestDatabase db = new TestDatabase(directory)) {
            db.database.<Integer, RuntimeException>transaction(
                    "play a newer version",
                    connection -> Sql.update(
                            connection,
                            "INSERT INTO schema_version (version, applied) VALUES (?, 0)",
                            Migrations.LATEST + 1));
        }
        SQLException refused = assertThrows(SQLException.class, () -> new TestDatabase(directory));
        assertTrue(refused.getMessage().contains("newer version"), refused.getMessage());
    }

    @Test
    void onlyTheOwnerReadsTheFiles() throws Exception {
        DataDirectory data = new DataDirectory(directory.resolve("data").resolve("cloud"));
        data.create();
        try (TestDatabase db = new TestDatabase(data.path())) {
            data.protectFiles();
            assertEquals("rwx------", permissions(data.path()));
            assertEquals("rw-------", permissions(data.path().resolve("cloud.mv.db")));
        }
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Process start() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
