package io.aclk.itests.driver;

import java.net.URL;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.commons.util.ReflectionUtils;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.launcher.Launcher;
import org.opentest4j.AssertionFailedError;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;

/** Outside: what every configuration needs. */
public final class ExamOptions {

    private ExamOptions() {}

    /** The Jupiter engine, the driver and what they need, from the class path of the test. */
    public static Option jupiter() {
        Set<URL> jars = new LinkedHashSet<>();
        Stream.of(
                        API.class,
                        AssertionFailedError.class,
                        ReflectionUtils.class,
                        TestEngine.class,
                        Launcher.class,
                        Test.class,
                        JupiterTestEngine.class,
                        ExamOptions.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .forEach(jars::add);
        Option[] options = Stream.concat(
                        Stream.of(CoreOptions.systemProperty("pax.exam.invoker").value("jupiter")),
                        jars.stream().map(url -> CoreOptions.bundle(url.toExternalForm())))
                .toArray(Option[]::new);
        return CoreOptions.composite(options);
    }
}
