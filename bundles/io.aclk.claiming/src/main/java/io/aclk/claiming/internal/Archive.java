package io.aclk.claiming.internal;

import io.aclk.config.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Where identities lie that are not used any more: {@code data/cloud.d.archive/<time in UTC>}. */
final class Archive {

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    private final Path directory;
    private final Clock clock;

    /** @param data folder {@code data} of the instance */
    Archive(Path data, Clock clock) {
        directory = data.resolve("cloud.d.archive");
        this.clock = clock;
    }

    /**
     * Moves a directory into the archive, in one step.
     *
     * @return where it is
     */
    Path take(Path identity) throws IOException {
        PrivateFiles.createDirectory(directory);
        PrivateFiles.createDirectory(identity);
        String name = NAME.format(clock.instant().atOffset(ZoneOffset.UTC));
        Path place = directory.resolve(name);
        for (int i = 2; Files.exists(place); i++) {
            place = directory.resolve(name + "-" + i);
        }
        PrivateFiles.move(identity, place);
        return place;
    }
}
