package io.aclk.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** Each selection of features that is shipped resolves closed and starts whole, in a framework of its own. */
class FeaturesIT {

    private static final Distribution DISTRIBUTION = new Distribution(Program.HOME);

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"agent", "agent,aclk", "cloud", "agent,aclk,cloud"})
    void everyBundleIsActive(String features) throws Exception {
        Files.createDirectories(dir.resolve("conf"));
        Files.writeString(dir.resolve("conf/features"), features.replace(',', '\n'));
        Files.writeString(dir.resolve("conf/io.aclk.agent.web.cfg"), "port = 0\n");
        Files.writeString(dir.resolve("conf/io.aclk.cloud.cfg"), "port = 0\nmqtt.port = 0\n");
        Map<String, String> properties = FrameworkProperties.of(DISTRIBUTION, dir);
        System.setProperty("aclk.dir", dir.toString());
        Framework framework = BaseBundles.framework(properties);
        framework.init();
        try {
            BaseBundles.install(framework.getBundleContext(), DISTRIBUTION.base());
            framework.start();

            ControlClient.Reply ping = awaitReady();

            assertEquals("ready\n", ping.out());
            assertEquals("", ping.err());
            assertEquals(List.of(), idle(framework));
        } finally {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(30));
        }
        assertEquals(Bundle.RESOLVED, framework.getState());
        assertEquals(List.of(), leftThreads());
    }

    private ControlClient.Reply awaitReady() throws Exception {
        ControlClient control = new ControlClient("agent", dir);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                ControlClient.Reply ping = control.run("ping", List.of());
                if (!ping.out().equals("starting\n")) {
                    return ping;
                }
            } catch (RefusedException e) {
                assertEquals(3, e.exit(), e.getMessage());
            }
            assertTrue(System.nanoTime() - end < 0, "not ready after 60 s");
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static List<String> idle(Framework framework) {
        List<String> idle = new ArrayList<>();
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            boolean lazy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY) != null;
            if (!fragment && bundle.getState() != Bundle.ACTIVE && !(lazy && bundle.getState() == Bundle.STARTING)) {
                idle.add(bundle.getSymbolicName() + " is in state " + bundle.getState());
            }
        }
        return idle;
    }

    /** Threads with names of ours that outlived the framework. */
    private static List<String> leftThreads() throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().matches("(aclk|agent|cloud|config|control)-.*")) {
                thread.join(10_000);
                if (thread.isAlive()) {
                    left.add(thread.getName());
                }
            }
        }
        return left;
    }
}
