package io.aclk.cloud.store.internal;

import static io.aclk.cloud.store.internal.Sql.first;
import static io.aclk.cloud.store.internal.Sql.list;
import static io.aclk.cloud.store.internal.Sql.text;
import static io.aclk.cloud.store.internal.Sql.update;

import io.aclk.cloud.api.Store.Room;
import io.aclk.cloud.api.Store.Space;
import io.aclk.cloud.api.Store.Token;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The space, its rooms, and who may come in: tokens of agents, passwords of people. */
final class Access {

    /** Room that every agent is in. */
    static final String DEFAULT_ROOM = "All nodes";

    private static final int MIN_PASSWORD = 8;

    private final Database database;
    private final Clock clock;
    private final Secrets secrets = new Secrets();
    private final Space space;

    Access(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        space = database.durable("make the space", this::makeSpace);
    }

    private Space makeSpace(Connection connection) throws SQLException {
        Optional<Space> existing = first(connection, "SELECT id, name FROM space ORDER BY created", Access::readSpace);
        if (existing.isPresent()) {
            return existing.get();
        }
        Space made = new Space(UUID.randomUUID(), "My space");
        update(connection, "INSERT INTO space (id, name, created) VALUES (?, ?, ?)", made.id(), made.name(), now());
        update(
                connection,
                "INSERT INTO room (id, space_id, name, sort_order) VALUES (?, ?, ?, 0)",
                UUID.randomUUID(),
                made.id(),
                DEFAULT_ROOM);
        return made;
    }

    private static Space readSpace(ResultSet row) throws SQLException {
        return new Space(UUID.fromString(row.getString(1)), row.getString(2));
    }

    private Instant now() {
        return clock.instant();
    }

    Space space() {
        return space;
    }

    List<Room> rooms() {
        return database.transaction("read the rooms", Access::rooms);
    }

    static List<Room> rooms(Connection connection) throws SQLException {
        return list(
                connection,
                "SELECT id, name FROM room ORDER BY sort_order, name",
                row -> new Room(UUID.fromString(row.getString(1)), row.getString(2)));
    }

    List<Token> tokens() {
        return database.transaction(
                "read the tokens",
                connection -> list(
                        connection,
                        "SELECT id, name, created, expires, revoked FROM claim_token ORDER BY created, id",
                        Access::readToken));
    }

    Optional<Token> token(String secret) {
        return database.transaction(
                "read a token",
                connection -> first(
                        connection,
                        "SELECT id, name, created, expires, revoked FROM claim_token WHERE secret_hash = ?",
                        Access::readToken,
                        Secrets.tokenHash(secret)));
    }

    private static Token readToken(ResultSet row) throws SQLException {
        return new Token(
                row.getString(1),
                row.getString(2),
                Instant.ofEpochMilli(row.getLong(3)),
                time(row, 4),
                row.getBoolean(5));
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    String createToken(String name, Optional<Instant> expires) {
        String secret = secrets.token();
        database.durable(
                "make a token",
                connection -> update(
                        connection,
                        "INSERT INTO claim_token (id, name, secret_hash, created, expires, revoked)"
                                + " VALUES (?, ?, ?, ?, ?, FALSE)",
                        secrets.tokenId(),
                        text(name, 200),
                        Secrets.tokenHash(secret),
                        now(),
                        expires.map(Instant::toEpochMilli).orElse(null)));
        return secret;
    }

    boolean revokeToken(String idOrSecret) {
        return database.durable(
                "revoke a token",
                connection -> update(
                                connection,
                                "UPDATE claim_token SET revoked = TRUE WHERE id = ? OR secret_hash = ?",
                                idOrSecret,
                                Secrets.tokenHash(idOrSecret))
                        > 0);
    }

    /** Id of a token that is valid now. */
    static Optional<String> validToken(Connection connection, String secret, Instant now) throws SQLException {
        return first(
                connection,
                "SELECT id FROM claim_token WHERE secret_hash = ? AND NOT revoked AND (expires IS NULL OR expires > ?)",
                row -> row.getString(1),
                Secrets.tokenHash(secret),
                now);
    }

    private record Password(String salt, int iterations, String hash) {}

    boolean authenticate(String user, String password) {
        Optional<Password> stored = database.transaction(
                "read a password",
                connection -> first(
                        connection,
                        "SELECT salt, iterations, password_hash FROM person WHERE name = ?",
                        row -> new Password(row.getString(1), row.getInt(2), row.getString(3)),
                        user));
        // the same work for an unknown user, so that the time tells nothing
        Password compared = stored.orElseGet(() -> new Password(secrets.salt(), Secrets.ITERATIONS, ""));
        String hash = Secrets.passwordHash(password, compared.salt(), compared.iterations());
        return Secrets.equal(hash, compared.hash());
    }

    void setPassword(String user, String password) {
        Objects.requireNonNull(user, "user");
        if (password.length() < MIN_PASSWORD) {
            throw new IllegalArgumentException("A password needs at least " + MIN_PASSWORD + " characters");
        }
        String salt = secrets.salt();
        String hash = Secrets.passwordHash(password, salt, Secrets.ITERATIONS);
        database.durable("set a password", connection -> {
            int changed = update(
                    connection,
                    "UPDATE person SET salt = ?, iterations = ?, password_hash = ? WHERE name = ?",
                    salt,
                    Secrets.ITERATIONS,
                    hash,
                    user);
            return changed > 0
                    ? changed
                    : update(
                            connection,
                            "INSERT INTO person (name, salt, iterations, password_hash) VALUES (?, ?, ?, ?)",
                            user,
                            salt,
                            Secrets.ITERATIONS,
                            hash);
        });
    }

    /** The salt: random, made anew with each password, and public by its nature. */
    Optional<String> passwordEdition(String user) {
        return database.transaction(
                "read the edition of a password",
                connection ->
                        first(connection, "SELECT salt FROM person WHERE name = ?", row -> row.getString(1), user));
    }

    boolean hasUsers() {
        return database.transaction(
                "look for people", connection -> first(connection, "SELECT name FROM person", row -> row.getString(1))
                        .isPresent());
    }
}
