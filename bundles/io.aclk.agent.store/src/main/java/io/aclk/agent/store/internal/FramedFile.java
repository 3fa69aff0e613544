package io.aclk.agent.store.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file of frames, appended or replaced as a whole: {@code long} magic, {@code int} version, then for each frame
 * {@code int} length, {@code int} CRC-32C, bytes. A torn or damaged end is cut off when it is read. One thread.
 */
final class FramedFile {

    static final int VERSION = 1;
    private static final int HEADER_BYTES = 12;
    private static final int MAX_FRAME = 256 * 1024 * 1024;

    private final Path file;
    private final long magic;

    FramedFile(Path file, long magic) {
        this.file = file;
        this.magic = magic;
    }

    /**
     * Reads all whole frames and cuts off what follows them.
     *
     * @return number of bytes cut off
     * @throws Segment.UnknownFormatException if the file must not be touched
     */
    long read(Consumer<byte[]> frames) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "rw")) {
            long end = in.length();
            if (end < HEADER_BYTES) {
                in.setLength(0);
                return end;
            }
            if (in.readLong() != magic || in.readInt() != VERSION) {
                throw new Segment.UnknownFormatException(file, "has an unknown format or version");
            }
            long good = HEADER_BYTES;
            byte[] frame = next(in, end);
            while (frame != null) {
                frames.accept(frame);
                good = in.getFilePointer();
                frame = next(in, end);
            }
            if (good < end) {
                in.setLength(good);
            }
            return end - good;
        }
    }

    /** Appends frames. On a failure the file is cut back to where it was. */
    void append(List<byte[]> frames) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            long start = out.length();
            try {
                out.seek(start);
                out.write(bytes(frames, start == 0));
            } catch (IOException e) {
                try {
                    out.setLength(start);
                } catch (IOException cut) {
                    e.addSuppressed(cut);
                }
                throw e;
            }
        }
    }

    /** Replaces all frames at once; after a crash the file is the old or the new one. */
    void replace(List<byte[]> frames) throws IOException {
        AtomicFiles.write(file, bytes(frames, true));
    }

    /** Moves the file out of the way, so that a new one begins and nothing is lost. */
    void setAside() throws IOException {
        Files.move(file, file.resolveSibling(file.getFileName() + ".unreadable"), StandardCopyOption.REPLACE_EXISTING);
    }

    private byte[] bytes(List<byte[]> frames, boolean withHeader) {
        int length = withHeader ? HEADER_BYTES : 0;
        for (byte[] frame : frames) {
            length += 8 + frame.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        if (withHeader) {
            out.putLong(magic).putInt(VERSION);
        }
        for (byte[] frame : frames) {
            out.putInt(frame.length).putInt(BlockEncoder.crc(frame, 0, frame.length));
            out.put(frame);
        }
        return out.array();
    }

    private static byte[] next(RandomAccessFile in, long end) throws IOException {
        try {
            int length = in.readInt();
            int crc = in.readInt();
            if (length < 0 || length > MAX_FRAME || length > end - in.getFilePointer()) {
                return null;
            }
            byte[] frame = new byte[length];
            in.readFully(frame);
            return BlockEncoder.crc(frame, 0, length) == crc ? frame : null;
        } catch (EOFException e) {
            return null;
        }
    }

    /** The path. */
    @Override
    public String toString() {
        return file.toString();
    }
}
