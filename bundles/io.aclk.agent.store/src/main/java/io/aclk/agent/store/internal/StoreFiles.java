package io.aclk.agent.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files {@code charts} and {@code journal}, and whether the disk takes what is written. One thread, but {@link #journalBytes}. */
final class StoreFiles {

    private static final Logger LOG = LoggerFactory.getLogger(StoreFiles.class);
    private static final long CHARTS_MAGIC = 0x41434C4B43484152L;
    private static final long JOURNAL_MAGIC = 0x41434C4B4A4F5552L;
    /** After so many appended records the charts file is written anew. */
    private static final int MAX_APPENDED = 10_000;

    /** Something that uses the disk. */
    @FunctionalInterface
    interface Writing {
        void run() throws IOException;
    }

    private final Path directory;
    private final FramedFile chartsFile;
    private final FramedFile journalFile;
    private boolean failing;
    private boolean chartsAnew;
    private int appended;

    StoreFiles(Path directory) {
        this.directory = directory;
        this.chartsFile = new FramedFile(directory.resolve("charts"), CHARTS_MAGIC);
        this.journalFile = new FramedFile(directory.resolve("journal"), JOURNAL_MAGIC);
    }

    /** Writes; false if that failed. Told in the log when it begins to fail and when it works again. */
    boolean attempt(Writing writing) {
        try {
            writing.run();
            if (failing) {
                LOG.info("Time series are written to {} again", directory);
                failing = false;
            }
            return true;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn(
                        "Time series cannot be written to {} ({}); they are kept in memory meanwhile. Make room there",
                        directory,
                        e.toString());
                failing = true;
            }
            chartsAnew = true;
            return false;
        }
    }

    void readCharts(Consumer<byte[]> records) throws IOException {
        read(chartsFile, frame -> {
            appended++;
            records.accept(frame);
        });
    }

    void readJournal(SampleFrame.Reader reader) throws IOException {
        read(journalFile, frame -> SampleFrame.read(frame, reader));
    }

    /** Writes the charts that changed, or all of them where that is necessary. */
    void appendCharts(Supplier<List<byte[]>> changed, Supplier<List<byte[]>> all) throws IOException {
        if (chartsAnew || appended > MAX_APPENDED) {
            List<byte[]> records = all.get();
            chartsFile.replace(records);
            appended = records.size();
            chartsAnew = false;
        } else {
            List<byte[]> records = changed.get();
            if (!records.isEmpty()) {
                chartsAnew = true;
                chartsFile.append(records);
                chartsAnew = false;
                appended += records.size();
            }
        }
    }

    /** Charts were removed: the file is written anew the next time. */
    void chartsChanged() {
        chartsAnew = true;
    }

    /** Appends a frame to the journal, or replaces the journal by it. */
    void writeJournal(byte[] frame, boolean anew) throws IOException {
        if (anew) {
            journalFile.replace(List.of(frame));
        } else if (frame.length > 0) {
            journalFile.append(List.of(frame));
        }
    }

    /** Removes a file that is not needed any more. */
    boolean delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} is older than its retention but cannot be deleted: {}", file, e.toString());
        }
        return true;
    }

    /** Size of the journal, 0 if there is none. */
    long journalBytes() {
        try {
            return Files.size(directory.resolve("journal"));
        } catch (IOException e) {
            // a number for statistics: whoever writes the journal reports what is wrong with it
            return 0;
        }
    }

    private static void read(FramedFile file, Consumer<byte[]> frames) throws IOException {
        try {
            long cut = file.read(frames);
            if (cut > 0) {
                LOG.warn("The last {} bytes of {} were cut off: the last write was not finished", cut, file);
            }
        } catch (Segment.UnknownFormatException e) {
            LOG.warn("{}; it is set aside as *.unreadable", e.getMessage());
            file.setAside();
        }
    }
}
