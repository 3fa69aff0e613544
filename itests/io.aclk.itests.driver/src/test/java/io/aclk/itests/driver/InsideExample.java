package io.aclk.itests.driver;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import javax.inject.Inject;
import org.apache.felix.scr.info.ScrInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.ops4j.pax.logging.PaxLoggingService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.util.function.Function;
import org.osgi.util.promise.Promise;

/** Run by {@link OutcomeIT} only: its name is not that of a test, since it fails on purpose. */
@InFramework
@ExamReactorStrategy(PerClass.class)
public class InsideExample {

    /** A service that nobody offers. */
    public interface MissingService {}

    @Inject
    private ServiceComponentRuntime injected;

    private boolean prepared;

    @Configuration
    public Option[] configuration() {
        return CoreOptions.options(
                CoreOptions.bundle(jar(PaxLoggingService.class)).startLevel(1),
                CoreOptions.bundle(jar(ServiceComponentRuntime.class)),
                CoreOptions.bundle(jar(Function.class)),
                CoreOptions.bundle(jar(Promise.class)),
                CoreOptions.bundle(jar(ScrInfo.class)),
                CoreOptions.frameworkProperty(Services.LIMIT).value("200"),
                CoreOptions.frameworkProperty("org.ops4j.pax.logging.DefaultServiceLog.level")
                        .value("WARN"),
                ExamOptions.jupiter());
    }

    private static String jar(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().toExternalForm();
    }

    @BeforeEach
    public void prepare() {
        prepared = true;
    }

    @Test
    public void injects(BundleContext context) {
        assertSame(FrameworkUtil.getBundle(InsideExample.class).getBundleContext(), context);
        assertNotNull(injected);
        assertTrue(prepared);
    }

    @Test
    public void fails() {
        fail("on purpose");
    }

    @Test
    public void assumes() {
        assumeTrue(false, "not here");
    }

    @Test
    @Disabled("on purpose")
    public void isDisabled() {
        fail("must not run");
    }

    @Test
    public void missing(MissingService service) {
        fail("must not run");
    }
}
