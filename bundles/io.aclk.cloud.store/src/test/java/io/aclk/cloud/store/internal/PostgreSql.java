package io.aclk.cloud.store.internal;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.osgi.PGDataSourceFactory;

/**
 * A PostgreSQL server of Debian's package on loopback, for all tests of a run. Tests are skipped where the server is not
 * installed. It refuses to run as root, so it is then run as {@code nobody}.
 */
final class PostgreSql implements BeforeAllCallback, ExecutionCondition {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final long LIMIT_SECONDS = 60;
    private static final int ATTEMPTS = 5;

    private final Map<Path, String> databases = new HashMap<>();
    private Server server;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return programs().isPresent()
                ? ConditionEvaluationResult.enabled("PostgreSQL is installed")
                : ConditionEvaluationResult.disabled("PostgreSQL is not installed: apt-get install postgresql");
    }

    private static Optional<Path> programs() {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(PostgreSql.class))
                .getOrComputeIfAbsent("server", key -> new Server(programs().orElseThrow()), Server.class);
    }

    /** A database for a directory: the same one if it is opened again. */
    TestDatabase database(Path place, StoreLimits limits) throws Exception {
        if (!databases.containsKey(place)) {
            String name = "test_" + server.count++;
            server.execute("CREATE DATABASE " + name);
            databases.put(place, name);
        }
        return new TestDatabase(
                Dialect.POSTGRESQL, new PGDataSourceFactory(), server.url(databases.get(place)), limits);
    }

    /** What a restart of the server does to the connections of a database. */
    void endConnections(Path place) throws SQLException {
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + databases.get(place)
                + "'");
    }

    /** The server; ends with the run. */
    private static final class Server implements ExtensionContext.Store.CloseableResource, AutoCloseable {

        private final Path bin;
        private final Path directory;
        private int count;
        private int port;
        private Process process;

        Server(Path bin) {
            this.bin = bin;
            try {
                directory = Files.createTempDirectory(
                        isRoot() ? Path.of("/tmp") : Path.of(System.getProperty("java.io.tmpdir")), "postgresql-");
                if (isRoot()) {
                    run(List.of("chown", "nobody", directory.toString()));
                }
                run(unprivileged(
                        "initdb", "-D", data(), "-U", "aclk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
                start();
            } catch (IOException | InterruptedException | SQLException e) {
                throw new IllegalStateException("PostgreSQL does not start", e);
            }
        }

        private static boolean isRoot() {
            return "root".equals(System.getProperty("user.name"));
        }

        private String data() {
            return directory.resolve("data").toString();
        }

        private List<String> unprivileged(String program, String... arguments) {
            List<String> command = new ArrayList<>();
            if (isRoot()) {
                command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
            }
            command.add(bin.resolve(program).toString());
            command.addAll(List.of(arguments));
            return command;
        }

        private ProcessBuilder builder(List<String> command) {
            return new ProcessBuilder(command)
                    .directory(new File("/"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(directory
                            .resolveSibling(directory.getFileName() + ".log")
                            .toFile()));
        }

        private void run(List<String> command) throws IOException, InterruptedException {
            Process run = builder(command).start();
            if (!run.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                run.destroyForcibly();
                throw new IOException(command.get(0) + " does not end");
            }
            if (run.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed; see " + directory + ".log");
            }
        }

        /** It takes no port 0, so another program may be faster: then with another port. */
        private void start() throws IOException, InterruptedException, SQLException {
            for (int attempt = 1; ; attempt++) {
                try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    port = free.getLocalPort();
                }
                process = builder(unprivileged(
                                "postgres", "-D", data(), "-h", "127.0.0.1", "-p", "" + port, "-k", "", "-F"))
                        .start();
                if (awaitReady()) {
                    return;
                }
                if (attempt == ATTEMPTS) {
                    throw new IOException("it ends at once; see " + directory + ".log");
                }
            }
        }

        /** Whether it accepts connections; false if it has ended. */
        private boolean awaitReady() throws InterruptedException, SQLException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (true) {
                try {
                    execute("SELECT 1");
                    return true;
                } catch (SQLException e) {
                    if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                        return false;
                    }
                    if (System.nanoTime() > end) {
                        throw e;
                    }
                }
            }
        }

        String url(String database) {
            return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=aclk";
        }

        void execute(String sql) throws SQLException {
            try (Connection connection = DriverManager.getConnection(url("postgres"));
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            run(unprivileged("pg_ctl", "stop", "-D", data(), "-m", "immediate"));
            process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            Files.deleteIfExists(directory.resolveSibling(directory.getFileName() + ".log"));
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
