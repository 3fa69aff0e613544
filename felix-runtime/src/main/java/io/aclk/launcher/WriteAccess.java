package io.aclk.launcher;

import java.nio.file.Files;
import java.nio.file.Path;

/** Write access to an instance directory is the proof of owning its agent. */
final class WriteAccess {

    private WriteAccess() {}

    /**
     * Checks that whoever runs this may write where the identity of an agent lies, or may make that place.
     *
     * @param dir instance directory, absolute
     * @throws RefusedException if not
     */
    static void check(Path dir) throws RefusedException {
        Path place = dir.resolve("data").resolve("cloud.d");
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        if (!Files.isWritable(place)) {
            throw denied(place);
        }
    }

    /** Says so, and who could do it. */
    static RefusedException denied(Path place) {
        return RefusedException.refused("no write access to " + place
                + ", which proves that an agent is yours; run this as " + ReadAccess.owner(place));
    }
}
