package io.aclk.cloud.store.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Brings a database to the schema of this version of the bundle, one numbered step after the other. */
final class Migrations {

    /** Number of the newest {@code schema-N.sql}. */
    static final int LATEST = 2;

    private Migrations() {}

    /** Applies the steps that are missing; the caller commits. */
    static void apply(Connection connection) throws SQLException {
        int version = version(connection);
        if (version > LATEST) {
            throw new SQLException("the database has schema version " + version + ", written by a newer version of "
                    + "this software; this one knows " + LATEST);
        }
        for (int step = version + 1; step <= LATEST; step++) {
            execute(connection, script(step));
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO schema_version (version, applied) VALUES (?, ?)")) {
                insert.setInt(1, step);
                insert.setLong(2, System.currentTimeMillis());
                insert.executeUpdate();
            }
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version"
                    + " (version INTEGER PRIMARY KEY, applied BIGINT NOT NULL)");
            try (ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM schema_version")) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static void execute(Connection connection, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : script.split(";\\s*")) {
                statement.execute(sql);
            }
        }
    }

    private static String script(int step) {
        String name = "schema-" + step + ".sql";
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n"))
                    .filter(line -> !line.startsWith("--"))
                    .collect(Collectors.joining("\n"))
                    .trim();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }
}
