package io.aclk.cloud.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.cloud.api.Store.Token;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {

    @TempDir
    Path directory;

    private TestDatabase db;

    /** The database of a directory; other products have it elsewhere. */
    TestDatabase database(Path place, StoreLimits limits) throws Exception {
        return new TestDatabase(place, limits);
    }

    @BeforeEach
    void open() throws Exception {
        db = database(directory, StoreLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void theFirstStartMakesASpaceAndOneRoomAndNobody() {
        assertEquals(
                List.of("All nodes"),
                db.store.rooms().stream().map(r -> r.name()).toList());
        assertFalse(db.store.hasUsers());
        assertEquals(List.of(), db.store.tokens());
    }

    @Test
    void theSpaceIsTheSameAfterARestart() throws Exception {
        Object space = db.store.space();
        Object rooms = db.store.rooms();
        db.close();
        db = database(directory, StoreLimits.DEFAULT);
        assertEquals(space, db.store.space());
        assertEquals(rooms, db.store.rooms());
    }

    @Test
    void aPasswordIsRightOnlyForItsPerson() {
        db.store.setPassword("admin", "correct horse");
        assertTrue(db.store.hasUsers());
        assertTrue(db.store.authenticate("admin", "correct horse"));
        assertFalse(db.store.authenticate("admin", "Correct horse"));
        assertFalse(db.store.authenticate("nobody", "correct horse"));
    }

    @Test
    void aNewPasswordReplacesTheOldOne() {
        db.store.setPassword("admin", "first password");
        db.store.setPassword("admin", "second password");
        assertFalse(db.store.authenticate("admin", "first password"));
        assertTrue(db.store.authenticate("admin", "second password"));
    }

    @Test
    void everyPasswordIsAnotherEdition() {
        assertEquals(Optional.empty(), db.store.passwordEdition("admin"));
        db.store.setPassword("admin", "first password");
        Optional<String> first = db.store.passwordEdition("admin");
        assertTrue(first.isPresent());
        assertEquals(first, db.store.passwordEdition("admin"));
        db.store.setPassword("other", "other password");
        assertEquals(first, db.store.passwordEdition("admin"));
        db.store.setPassword("admin", "first password");
        assertNotEquals(first, db.store.passwordEdition("admin"));
    }

    @Test
    void aShortPasswordIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> db.store.setPassword("admin", "seven 7"));
        assertFalse(db.store.hasUsers());
    }

    @Test
    void aTokenIsListedWithoutItsSecretAndRevokedByIdOrSecret() {
        String first = db.store.createToken("rack 1", Optional.empty());
        String second =
                db.store.createToken("rack 2", Optional.of(db.clock.instant().plusSeconds(60)));
        assertNotEquals(first, second);
        Token rack1 = token("rack 1");
        assertEquals(Optional.of(rack1), db.store.token(first));
        assertEquals(Optional.empty(), db.store.token(rack1.id()));
        assertEquals(Optional.empty(), rack1.expires());
        assertEquals(
                Optional.of(db.clock.instant().plusSeconds(60)), token("rack 2").expires());

        assertTrue(db.store.revokeToken(rack1.id()));
        assertTrue(db.store.revokeToken(second));
        assertFalse(db.store.revokeToken("no such"));
        assertTrue(token("rack 1").revoked());
        assertTrue(token("rack 2").revoked());
    }

    private Token token(String name) {
        return db.store.tokens().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
