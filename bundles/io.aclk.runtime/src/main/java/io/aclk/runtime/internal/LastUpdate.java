package io.aclk.runtime.internal;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the last change of features went, kept in {@code data/update.json} over restarts, and told to people wherever they
 * ask how the instance is. Thread-safe.
 */
final class LastUpdate implements Supplier<List<String>> {

    private static final Logger LOG = LoggerFactory.getLogger(LastUpdate.class);
    private static final String NAME = "update.json";

    private final Path file;
    private volatile Entry entry;

    /** How it went. */
    enum Outcome {
        RUNNING,
        DONE,
        ROLLED_BACK,
        CUT_OFF
    }

    /**
     * A change of features.
     *
     * @param what the change in words
     * @param when when it began
     * @param user who asked for it
     * @param outcome how it went
     * @param reason why it went wrong, else empty
     */
    private record Entry(String what, Instant when, String user, Outcome outcome, String reason) {

        String line() {
            String begin = "Last update: " + what + " by " + user + " at " + when;
            return switch (outcome) {
                case RUNNING -> begin + " is running";
                case DONE -> begin + " is done";
                case ROLLED_BACK -> begin + " was rolled back because " + reason;
                case CUT_OFF -> begin + " was cut off by the end of the agent; 'feature list' says what runs now";
            };
        }
    }

    private LastUpdate(Path file, Entry entry) {
        this.file = file;
        this.entry = entry;
    }

    /** What is known at the start of an instance: a change that still runs was cut off by the end of the one before. */
    static LastUpdate read(InstanceFiles files) {
        Path file = files.data().resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return new LastUpdate(file, null);
        }
        try (JsonReader reader = Json.createReader(new StringReader(Files.readString(file)))) {
            JsonObject object = reader.readObject();
            Outcome outcome = Outcome.valueOf(object.getString("outcome"));
            return new LastUpdate(
                    file,
                    new Entry(
                            object.getString("what"),
                            Instant.parse(object.getString("when")),
                            object.getString("user"),
                            outcome == Outcome.RUNNING ? Outcome.CUT_OFF : outcome,
                            object.getString("reason")));
        } catch (IOException
                | JsonException
                | ClassCastException
                | NullPointerException
                | IllegalArgumentException
                | DateTimeException e) {
            LOG.debug("{} cannot be read: {}", file, e.toString());
            return new LastUpdate(file, null);
        }
    }

    /** A change begins. */
    void begin(String what, String user) {
        write(new Entry(what, Instant.now(), user, Outcome.RUNNING, ""));
    }

    /** The change that began is over. */
    void end(Outcome outcome, String reason) {
        Entry running = entry;
        write(new Entry(running.what(), running.when(), running.user(), outcome, reason));
    }

    /** It is a note for people: what cannot be written is no reason to stop anything. */
    private void write(Entry next) {
        entry = next;
        JsonObject object = Json.createObjectBuilder()
                .add("what", next.what())
                .add("when", next.when().toString())
                .add("user", next.user())
                .add("outcome", next.outcome().name())
                .add("reason", next.reason())
                .build();
        try {
            AtomicFile.write(file, (object + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
    }

    /** One line, or none if there never was a change. */
    List<String> lines() {
        Entry known = entry;
        return known == null ? List.of() : List.of(known.line());
    }

    /** What whoever asks for the status of the instance should know: nothing, unless the last change went wrong. */
    @Override
    public List<String> get() {
        Entry known = entry;
        return known == null || known.outcome() == Outcome.DONE ? List.of() : List.of(known.line());
    }
}
