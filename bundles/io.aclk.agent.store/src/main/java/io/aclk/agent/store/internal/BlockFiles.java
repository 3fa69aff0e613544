package io.aclk.agent.store.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The files that one reader has open. Each query opens its own: an interrupted query then closes nothing that others
 * read (a shared {@code FileChannel} would be closed for all), and a file that retention deletes stays readable.
 */
final class BlockFiles implements AutoCloseable {

    private final Map<Path, RandomAccessFile> open = new HashMap<>();

    /** Reads a range of a block. */
    byte[] read(Block block, long from, int length) throws IOException {
        if (from + length > block.bytes() || length < 0) {
            throw new IOException("range beyond the end of " + block);
        }
        if (block.memory() != null) {
            return Arrays.copyOfRange(block.memory(), (int) from, (int) from + length);
        }
        RandomAccessFile file = open.get(block.file());
        if (file == null) {
            file = new RandomAccessFile(block.file().toFile(), "r");
            open.put(block.file(), file);
        }
        byte[] bytes = new byte[length];
        file.seek(block.offset() + from);
        file.readFully(bytes);
        return bytes;
    }

    @Override
    public void close() {
        for (RandomAccessFile file : open.values()) {
            try {
                file.close();
            } catch (IOException e) {
                // only read from: nothing can be lost
            }
        }
        open.clear();
    }
}
