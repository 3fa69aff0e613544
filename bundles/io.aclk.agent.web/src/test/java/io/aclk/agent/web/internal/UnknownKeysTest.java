package io.aclk.agent.web.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownKeysTest {

    @Test
    void namesFileKeyAndTheKeysThatThereAre() {
        assertEquals(
                List.of("conf/io.aclk.agent.web.cfg: there is no key 'prot'; the keys are host, port"),
                UnknownKeys.lines(Map.of(
                        "prot", "1",
                        "port", "2",
                        "service.pid", "io.aclk.agent.web",
                        "component.id", 7L,
                        "felix.fileinstall.filename", "file:/x",
                        "aclk.shipped", true,
                        ".private", "3")));
    }
}
