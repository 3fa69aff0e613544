package io.aclk.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Read access to an instance directory. Whoever lacks it sees an empty directory where a claimed agent runs, so that every
 * answer would be false.
 */
final class ReadAccess {

    /** What an instance keeps for its owner, and what commands look at. */
    private static final List<String> FOLDERS = List.of("run", "data");

    private ReadAccess() {}

    /**
     * Checks that whoever runs this may enter an instance directory, if there is one.
     *
     * @param dir instance directory
     * @throws RefusedException if not; the text names the user who may
     */
    static void check(Path dir) throws RefusedException {
        Path instance = dir.toAbsolutePath().normalize();
        Path place = instance;
        // a directory that may not be entered hides what lies in it
        while (!Files.exists(place) && place.getParent() != null) {
            place = place.getParent();
        }
        if (Files.isDirectory(place)
                && (!Files.isExecutable(place) || (place.equals(instance) && !Files.isReadable(place)))) {
            throw denied(place);
        }
        for (String name : FOLDERS) {
            Path folder = instance.resolve(name);
            if (Files.isDirectory(folder) && !(Files.isReadable(folder) && Files.isExecutable(folder))) {
                throw denied(folder);
            }
        }
    }

    private static RefusedException denied(Path place) {
        return RefusedException.refused("you may not read " + place + ": run this as " + owner(place));
    }

    /** The owner of a file or directory, in words where the system does not tell. */
    static String owner(Path place) {
        try {
            return Files.getOwner(place).getName();
        } catch (IOException e) {
            return "the user who runs the agent";
        }
    }
}
