package io.aclk.cloud.store.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Short forms of what JDBC says at length. */
final class Sql {

    private Sql() {}

    /** Reads one row. */
    @FunctionalInterface
    interface Reader<T> {
        /** The value of the current row. */
        T read(ResultSet row) throws SQLException;
    }

    /** Runs a change. */
    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** All rows. */
    static <T> List<T> list(Connection connection, String sql, Reader<T> reader, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        }
    }

    /** The first row. */
    static <T> Optional<T> first(Connection connection, String sql, Reader<T> reader, Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }

    /** Runs one change for each row of values, in batches. */
    static void batch(Connection connection, String sql, List<Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            bind(statement, values);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            // times and ids have one form in the whole schema, see schema-1.sql
            if (value instanceof Instant time) {
                statement.setLong(i + 1, time.toEpochMilli());
            } else if (value instanceof java.util.UUID id) {
                statement.setString(i + 1, id.toString());
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    /**
     * A text from an agent as it can be stored: cut to the width of its column, without the NUL that PostgreSQL
     * refuses.
     */
    static String text(String value, int width) {
        String clean = value.indexOf('\0') < 0 ? value : value.replace("\0", "");
        if (clean.length() <= width) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(width - 1)) ? width - 1 : width;
        return clean.substring(0, end);
    }
}
