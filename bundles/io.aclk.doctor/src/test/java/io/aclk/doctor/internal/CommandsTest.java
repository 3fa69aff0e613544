package io.aclk.doctor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.api.config.LinkSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A command of a cure can be typed as it stands. */
class CommandsTest {

    @Test
    void nameTheDirectory() {
        Commands commands = new Commands(Path.of("/var/lib/agent"), LinkSettings.DEFAULT_URL);

        assertEquals("`bin/aclk claim --lift-ban --dir /var/lib/agent`", commands.liftBan());
        assertEquals("`bin/netdata-cloud.sh --token TOKEN --rooms ROOM --dir /var/lib/agent`", commands.claim());
    }

    @Test
    void aClaimNamesACloudThatIsNotTheDefault() {
        Commands commands = new Commands(Path.of("/a"), "https://cloud.example:8443");

        assertEquals(
                "`bin/netdata-cloud.sh --token TOKEN --rooms ROOM --url https://cloud.example:8443 --dir /a`",
                commands.claim());
    }

    @Test
    void aDirectoryWithBlanksAndQuotesIsOneWord() {
        Commands commands = new Commands(Path.of("/my agent's"), LinkSettings.DEFAULT_URL);

        assertEquals("`bin/aclk link start --dir '/my agent'\\''s'`", commands.linkStart());
    }
}
