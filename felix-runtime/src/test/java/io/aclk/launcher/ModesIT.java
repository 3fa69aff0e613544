package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read what an agent writes. */
class ModesIT {

    private static final Set<PosixFilePermission> FOR_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"000", "077", "777"})
    void nothingIsForOthersWhateverTheUmask(String umask) throws Exception {
        Path dir = temporary.resolve("instance");
        Path out = Files.createFile(temporary.resolve("out"));
        Process agent = Program.start(
                Map.of("ACLK_DIR", dir.toString()),
                Path.of("/bin/sh"),
                out.toFile(),
                out.toFile(),
                "-c",
                "umask " + umask + "; mkdir -m 755 -p \"$ACLK_DIR\"; mkdir -m 755 \"$ACLK_DIR/conf\";"
                        + " umask 022; echo 'port = 0' > \"$ACLK_DIR/conf/io.aclk.agent.web.cfg\";"
                        + " chmod 600 \"$ACLK_DIR\"/conf/*; chmod 750 \"$ACLK_DIR\" \"$ACLK_DIR/conf\";"
                        + " umask " + umask + "; exec " + quoted(Program.HOME.resolve("bin/agent"))
                        + " --dir \"$ACLK_DIR\"");
        try {
            Program.awaitText(agent, out, "The agent is ready");

            look(dir);
            for (String folder : List.of("data/cache", "run")) {
                assertEquals(
                        "rwx------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(folder))),
                        folder);
            }
            assertTrue(Files.isRegularFile(dir.resolve("log/error.log")));
        } finally {
            agent.destroy();
            assertTrue(agent.waitFor(15, TimeUnit.SECONDS));
        }
    }

    /** At all that is there; files that the running agent replaces meanwhile are passed over. */
    private static void look(Path dir) throws IOException {
        Files.walkFileTree(dir, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                return visitFile(path, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                try {
                    Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(path));
                    String shown = dir.relativize(path) + " " + PosixFilePermissions.toString(mode);
                    assertTrue(mode.contains(PosixFilePermission.OWNER_READ), shown);
                    assertTrue(!mode.removeAll(FOR_OTHERS), shown);
                } catch (NoSuchFileException e) {
                    return visitFileFailed(path, e);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    private static String quoted(Path path) {
        return "'" + path + "'";
    }
}
