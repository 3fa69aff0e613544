package io.aclk.claiming.internal;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Looks at the machine that the agent runs on. Replaced in tests. */
interface MachineProbe {

    /**
     * What tells a machine from others, apart from its machine GUID. What is empty is not known, which is never evidence
     * of anything. Host names are not looked at: containers change them.
     *
     * @param hardware UUID or serial number of the hardware; usually only root can read it
     * @param machineId that of the operating system
     * @param addresses MAC addresses
     * @param directory where {@code cloud.d} is
     */
    record Traits(
            Optional<String> hardware, Optional<String> machineId, Set<String> addresses, Optional<Place> directory) {}

    /**
     * A directory.
     *
     * @param path absolute, without symbolic links
     * @param device number of its file system, another one after some restarts of a machine
     * @param inode its number there
     */
    record Place(String path, String device, String inode) {

        /** Whether that is this directory: an equal path makes up for another number of the file system. */
        boolean same(Place other) {
            return inode.equals(other.inode) && (device.equals(other.device) || path.equals(other.path));
        }
    }

    /**
     * Looks.
     *
     * @param cloudD directory of the identity
     */
    Traits look(Path cloudD);

    /** Where a directory is, empty if it does not exist or cannot be looked at. */
    Optional<Place> place(Path directory);

    /** Whether a directory holds that claim; one that cannot be read does. */
    boolean holds(Path directory, String claimId);
}
