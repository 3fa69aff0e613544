package io.aclk.itests;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The feature in a Felix framework that has nothing but Declarative Services and ConfigAdmin. */
class BareFelixIT {

    @TempDir
    private Path temp;

    @Test
    @Timeout(200)
    void carriesTheLink() throws Exception {
        Path framework = Path.of(System.getProperty("aclk.distribution")).resolve("lib/org.apache.felix.framework.jar");
        BareFramework.carriesTheLink(temp, framework, "Apache");
    }
}
