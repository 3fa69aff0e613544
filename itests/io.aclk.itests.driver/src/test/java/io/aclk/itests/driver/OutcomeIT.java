package io.aclk.itests.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Every outcome inside the framework is the same outcome outside. */
class OutcomeIT {

    @Test
    void successFailureAssumptionAndDisabledCarryOut() {
        Map<String, String> outcomes = new TreeMap<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(InsideExample.class))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                String message = result.getThrowable()
                                        .map(Throwable::getMessage)
                                        .orElse("");
                                outcomes.put(test.getDisplayName(), result.getStatus() + " " + message);
                            }

                            @Override
                            public void executionSkipped(TestIdentifier test, String reason) {
                                outcomes.put(test.getDisplayName(), "SKIPPED " + reason);
                            }
                        });
        assertEquals("SUCCESSFUL ", outcomes.get("injects(BundleContext)"), outcomes::toString);
        assertEquals("ABORTED Assumption failed: not here", outcomes.get("assumes()"), outcomes::toString);
        assertEquals("SKIPPED on purpose", outcomes.get("isDisabled()"), outcomes::toString);
        String failed = outcomes.get("fails()");
        assertTrue(failed.startsWith("FAILED org.opentest4j.AssertionFailedError: on purpose"), failed);
        assertTrue(failed.contains("InsideExample.fails"), "the stack trace inside is carried out: " + failed);
        String missing = outcomes.get("missing(MissingService)");
        assertTrue(missing.contains("no service") && missing.contains("all bundles active"), missing);
    }
}
