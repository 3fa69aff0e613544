package io.aclk.config.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PidKeysTest {

    @Test
    void namesFileKeyAndTheKeysThatThereAre() {
        assertEquals(
                List.of(
                        "conf/io.aclk.agent.web.cfg: there is no key 'hots'; the keys are host, port",
                        "conf/io.aclk.agent.web.cfg: there is no key 'prot'; the keys are host, port"),
                PidKeys.unknown(
                        "io.aclk.agent.web",
                        List.of("host", "port"),
                        Map.of(
                                "prot", "1",
                                "port", "2",
                                "hots", "4",
                                "service.pid", "io.aclk.agent.web",
                                "component.id", 7L,
                                "config.target", "(a=b)",
                                "felix.fileinstall.filename", "file:/x",
                                "aclk.shipped", true,
                                ".private", "3")));
    }
}
