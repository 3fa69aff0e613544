package io.aclk.query.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which requests that must not run twice have begun: kept until the deadline of each, {@link #LONGEST} at most, in memory
 * and in {@code data/query.once}, so that neither an update of this bundle nor a {@code kill -9} lets one run again. The
 * file has a line for each, {@code <key> <deadline, milliseconds since the epoch>}, appended before the request runs. It
 * is not flushed to the disk: what the system was told survives the process, and after a power failure no repetition comes
 * in time. Thread-safe; reads and writes the file.
 */
final class OnceFile {

    private static final Logger LOG = LoggerFactory.getLogger(OnceFile.class);

    /** Most requests that are remembered; while they are, no further one begins. */
    static final int MAX_REQUESTS = 4096;
    /** No request is repeated later than that. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** How often requests whose deadline passed are looked for when there is no room for others. */
    private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long MAX_BYTES = 1L << 20;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{" + RequestKey.DIGITS + "}) (\\d{1,18})");

    /** Whether a request may run. */
    enum Verdict {
        /** It may: it has not begun before. */
        FIRST,
        /** It has begun before, here or in an earlier run of this bundle. */
        AGAIN,
        /** Too many others are remembered. */
        FULL
    }

    private final Path file;
    private final Clock clock;
    /** To {@link System#nanoTime()} of the deadline: a step of the clock forgets nothing. */
    private final Map<RequestKey, Long> begun = new HashMap<>();

    private boolean loaded;
    /** Those of the file, requests whose deadline passed included. */
    private int lines;
    /** When it was written as a whole. */
    private long written;

    private boolean failed;

    /** Reads nothing before the first request. */
    OnceFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Asks whether a request may run, and remembers that it does.
     *
     * @param left time until its deadline
     */
    synchronized Verdict begin(RequestKey key, Duration left) {
        load();
        long now = System.nanoTime();
        if (begun.containsKey(key) && begun.get(key) - now > 0) {
            return Verdict.AGAIN;
        }
        if (lines >= MAX_REQUESTS && now - written >= PERIOD_NANOS) {
            begun.values().removeIf(deadline -> deadline - now <= 0);
            write();
        }
        if (lines >= MAX_REQUESTS) {
            return Verdict.FULL;
        }
        Duration kept = left.compareTo(LONGEST) < 0 ? left : LONGEST;
        begun.put(key, now + kept.toNanos());
        append(line(key, kept.toMillis()));
        return Verdict.FIRST;
    }

    private String line(RequestKey key, long millisLeft) {
        return key.hex() + " " + (clock.millis() + millisLeft) + "\n";
    }

    private void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("it is too big");
            }
            long now = System.nanoTime();
            for (String line :
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                Matcher matcher = LINE.matcher(line);
                long millis = matcher.matches() ? Long.parseLong(matcher.group(2)) - clock.millis() : 0;
                if (millis > 0 && begun.size() < MAX_REQUESTS) {
                    long kept = Math.min(millis, LONGEST.toMillis());
                    begun.put(
                            new RequestKey(matcher.group(1)),
                            now + Duration.ofMillis(kept).toNanos());
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("ACLK: no request is remembered from an earlier run");
        } catch (IOException e) {
            failed(e);
        }
        // also because the last line of a process that was killed may be without its end
        write();
    }

    private void write() {
        long now = System.nanoTime();
        StringBuilder content = new StringBuilder();
        begun.forEach((key, deadline) ->
                content.append(line(key, Duration.ofNanos(deadline - now).toMillis())));
        lines = begun.size();
        written = now;
        try {
            replace(content.toString());
        } catch (IOException e) {
            failed(e);
        }
    }

    /** A process that is killed meanwhile leaves the old or the new content. */
    private void replace(String content) throws IOException {
        Files.createDirectories(file.getParent());
        // a temporary file can be read by its owner alone
        Path temporary = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".tmp");
        try {
            Files.writeString(temporary, content, StandardCharsets.US_ASCII);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void append(String line) {
        lines++;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            failed = false;
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Requests are answered all the same: without its disk an agent can still be changed and looked at. */
    private void failed(IOException e) {
        if (!failed) {
            LOG.warn(
                    "ACLK: {} cannot be used: {}; a request that the cloud repeats may run twice if this agent is"
                            + " restarted meanwhile. Free space on the disk, or make the file writable",
                    file,
                    e.toString());
        }
        failed = true;
    }
}
