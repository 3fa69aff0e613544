package io.aclk.export.internal;

import io.aclk.config.files.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the hub copies over restarts: one file for each node, {@code data/contexts/<machine GUID>.hub}, replaced as a
 * whole and atomically. Losing one costs a snapshot and nothing else, so a file that cannot be read is ignored.
 *
 * <p>Format, big-endian: magic, number of contexts, the contexts (texts as length and UTF-8, numbers as 64 bits), CRC-32
 * of everything before it.
 */
final class HubStore {

    private static final Logger LOG = LoggerFactory.getLogger(HubStore.class);

    private static final int MAGIC = 0x41434831; // ACH1
    private static final int MAX_CONTEXTS = 100_000;
    private static final int MAX_TEXT = 64 * 1024;
    private static final long MAX_FILE = 64L * 1024 * 1024;

    private final Path directory;

    HubStore(Path directory) {
        this.directory = directory;
    }

    /** The hub copies of a node, by context id; empty if there are none. */
    Map<String, HubCopy> load(UUID machineGuid) {
        Path file = file(machineGuid);
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new IOException("too big");
            }
            return parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return new LinkedHashMap<>();
        } catch (IOException e) {
            LOG.warn(
                    "ACLK: {} cannot be used ({}); the cloud will be sent a snapshot of all contexts",
                    file,
                    e.getMessage());
            return new LinkedHashMap<>();
        }
    }

    /** Replaces the file of a node. Durable when the call returns. */
    void save(UUID machineGuid, Collection<HubCopy> copies) throws IOException {
        byte[] content = format(copies);
        Files.createDirectories(directory);
        PrivateFiles.write(file(machineGuid), content);
    }

    /** Forgets a node. */
    void delete(UUID machineGuid) throws IOException {
        Files.deleteIfExists(file(machineGuid));
    }

    private Path file(UUID machineGuid) {
        return directory.resolve(machineGuid + ".hub");
    }

    private static byte[] format(Collection<HubCopy> copies) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(copies.size() * 128 + 16);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(copies.size());
        for (HubCopy hub : copies) {
            ContextCopy copy = hub.copy();
            text(out, copy.id());
            text(out, copy.title());
            text(out, copy.units());
            text(out, copy.family());
            text(out, copy.chartType());
            out.writeLong(copy.priority());
            out.writeLong(copy.firstTime());
            out.writeLong(copy.lastTime());
            out.writeLong(hub.version());
        }
        CRC32 crc = new CRC32();
        crc.update(bytes.toByteArray());
        out.writeInt((int) crc.getValue());
        return bytes.toByteArray();
    }

    private static Map<String, HubCopy> parse(byte[] content) throws IOException {
        if (content.length < 3 * Integer.BYTES) {
            throw new IOException("too short");
        }
        int end = content.length - Integer.BYTES;
        CRC32 crc = new CRC32();
        crc.update(content, 0, end);
        if ((int) crc.getValue() != ByteBuffer.wrap(content, end, Integer.BYTES).getInt()) {
            throw new IOException("wrong checksum");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content, 0, end));
        int magic = in.readInt();
        int count = in.readInt();
        if (magic != MAGIC || count < 0 || count > MAX_CONTEXTS) {
            throw new IOException("unknown format");
        }
        Map<String, HubCopy> copies = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            ContextCopy copy = new ContextCopy(
                    text(in), text(in), text(in), text(in), text(in), in.readLong(), in.readLong(), in.readLong());
            copies.put(copy.id(), new HubCopy(copy, in.readLong()));
        }
        return copies;
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TEXT || length > in.available()) {
            throw new IOException("wrong length");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
