package io.aclk.itests;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The feature in an Equinox framework that has nothing but Declarative Services and ConfigAdmin. */
class EquinoxIT {

    @TempDir
    private Path temp;

    @Test
    @Timeout(200)
    void carriesTheLink() throws Exception {
        BareFramework.carriesTheLink(
                temp, Path.of(System.getProperty("aclk.containers"), "org.eclipse.osgi.jar"), "Eclipse");
    }
}
