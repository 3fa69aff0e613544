package io.aclk.claiming.internal;

import io.aclk.config.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * Puts another {@code cloud.d} in the place of the one in force, on trial:
 *
 * <ol>
 *   <li>The other one is built whole as {@code data/cloud.d.adopted}.
 *   <li>{@code cloud.d}, with the machine GUID written into it, becomes {@code cloud.d.former}: as long as that is there,
 *       the trial is not over, and {@link #putBack} restores it, also after a crash.
 *   <li>{@code cloud.d.adopted} becomes {@code cloud.d}.
 *   <li>When the trial succeeded, {@code cloud.d.former} is moved to the archive, in one step.
 * </ol>
 *
 * <p>Used by one thread.
 */
final class AdoptedDirectory {

    /** In {@code cloud.d.former}: the machine GUID that belongs to it. */
    private static final String GUID = "machine_guid";

    private final Path cloudD;
    private final Path adopted;
    private final Path former;
    private final Archive archive;

    /** @param data folder {@code data} of the instance, which holds {@code cloud.d} */
    AdoptedDirectory(Path data, Archive archive) {
        cloudD = data.resolve("cloud.d");
        adopted = data.resolve("cloud.d.adopted");
        former = data.resolve("cloud.d.former");
        this.archive = archive;
    }

    /**
     * Puts another identity in the place of the one in force.
     *
     * @param files contents by name
     * @param machineGuid the machine GUID in force
     * @throws IOException if that failed; {@link #onTrial} says whether there is something to put back
     */
    void install(Map<String, String> files, UUID machineGuid) throws IOException {
        CloudDirectory.remove(adopted);
        PrivateFiles.createDirectory(cloudD);
        PrivateFiles.createDirectory(adopted);
        for (Map.Entry<String, String> file : files.entrySet()) {
            PrivateFiles.write(adopted.resolve(file.getKey()), file.getValue());
        }
        Path authority = cloudD.resolve(CloudDirectory.TRUSTED);
        if (!files.containsKey(CloudDirectory.TRUSTED) && Files.exists(authority)) {
            PrivateFiles.write(
                    adopted.resolve(CloudDirectory.TRUSTED), Files.readString(authority, StandardCharsets.ISO_8859_1));
        }
        PrivateFiles.write(cloudD.resolve(GUID), machineGuid.toString());
        PrivateFiles.move(cloudD, former);
        PrivateFiles.move(adopted, cloudD);
    }

    /** Whether there is a former identity to be put back or archived. */
    boolean onTrial() {
        return Files.isDirectory(former);
    }

    /** The machine GUID that belongs to the former identity. */
    UUID formerGuid() throws IOException {
        try {
            return UUID.fromString(Files.readString(former.resolve(GUID), StandardCharsets.US_ASCII)
                    .strip());
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + former.resolve(GUID) + "' holds no machine GUID", e);
        }
    }

    /**
     * The trial succeeded.
     *
     * @return where the former identity lies now
     */
    Path keep() throws IOException {
        return archive.take(former);
    }

    /** The trial failed, or was cut off by a crash: the former identity returns. The machine GUID is not touched. */
    void putBack() throws IOException {
        if (Files.isDirectory(cloudD)) {
            CloudDirectory.remove(adopted);
            PrivateFiles.move(cloudD, adopted);
        }
        PrivateFiles.move(former, cloudD);
        tidy();
    }

    /** Deletes what is of no use any more. */
    void tidy() throws IOException {
        CloudDirectory.remove(adopted);
        PrivateFiles.delete(cloudD.resolve(GUID));
    }
}
