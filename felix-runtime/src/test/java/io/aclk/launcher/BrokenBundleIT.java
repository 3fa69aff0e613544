package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;

/** An agent with a bundle of the link that cannot be resolved; {@link WithoutCloudIT} has one that cannot be started. */
class BrokenBundleIT {

    @TempDir
    Path temporary;

    @Test
    void aLinkThatCannotBeResolvedIsNamedAtTheStartInTheLogAndByStatus() throws Exception {
        Map<String, String> headers = Map.of(Constants.IMPORT_PACKAGE, "no.such.pack;version=\"[1,2)\"");
        try (BrokenAgent agent = BrokenAgent.start(temporary, "io.aclk.link", headers)) {
            String line = "io.aclk:io.aclk.link:" + BrokenAgent.version()
                    + " cannot be started: it needs the package no.such.pack"
                    + " version 1.0.0 or later below 2.0.0, which no bundle offers; the agent continues without the cloud (ACLK)";
            assertEquals(line + "\n", agent.said());

            assertTrue(agent.errorLog().contains(line));
            Program.Result status = agent.aclk("status");
            assertEquals(1, status.exit());
            assertTrue(status.err().endsWith(line + "\n"), status.err());
        }
    }
}
