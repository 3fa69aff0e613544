package io.aclk.claiming.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.config.shared.PidProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimingPidTest {

    @Test
    void mistakesAreToldWithTheirPlace(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(
                dir.resolve("io.aclk.claiming.cfg"), "# mine\ntokenfile = x\non.clone = maybe\nadopt.seconds = 4\n");
        PidProperties properties = PidProperties.of(
                ClaimingPid.PID,
                Map.of(
                        "tokenfile",
                        "x",
                        "on.clone",
                        "maybe",
                        "adopt.seconds",
                        "4",
                        "service.pid",
                        ClaimingPid.PID,
                        "felix.fileinstall.filename",
                        file.toUri().toString()));

        assertEquals(
                List.of(
                        file + " line 2: there is no key 'tokenfile'; the nearest is 'token.file'",
                        file + " line 3: the value of 'on.clone' wants offline or reclaim; offline is in force",
                        file + " line 4: the value of 'adopt.seconds' wants a number of seconds from 5 to 60;"
                                + " 45 is in force"),
                ClaimingPid.mistakes("maybe", "4", properties));
        PidProperties right = PidProperties.of(ClaimingPid.PID, Map.of("rooms", "a"));
        assertEquals(List.of(), ClaimingPid.mistakes("reclaim", " 5 ", right));
        assertEquals(List.of(), ClaimingPid.mistakes("reclaim", "60", right));
        assertEquals(1, ClaimingPid.mistakes("reclaim", "61", right).size());
        assertEquals(1, ClaimingPid.mistakes("reclaim", "a minute", right).size());
    }
}
