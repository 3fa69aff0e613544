package io.aclk.cloud.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownKeysTest {

    @Test
    void namesFileKeyAndTheKeysThatThereAre() {
        assertEquals(
                List.of(
                        "conf/io.aclk.cloud.cfg: there is no key 'prot'; the keys are certificate, contexts.per.node, jdbc.password.file, jdbc.url, jdbc.user, key, listen, mqtt.port, nodes.per.agent, port, public.url"),
                UnknownKeys.lines(Map.of(
                        "prot", "1",
                        "port", "2",
                        "service.pid", "io.aclk.cloud",
                        "component.id", 7L,
                        "felix.fileinstall.filename", "file:/x",
                        "aclk.shipped", true,
                        ".private", "3")));
    }
}
