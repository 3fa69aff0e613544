package io.aclk.itests.driver;

import java.lang.reflect.Method;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.ops4j.pax.exam.ProbeInvoker;
import org.ops4j.pax.exam.TestContainerException;
import org.osgi.framework.BundleContext;

/**
 * Inside the framework: runs one test method by the Jupiter engine. Public, because the forked container calls it by
 * reflection.
 */
public final class JupiterInvoker implements ProbeInvoker {

    private final BundleContext probe;
    private final String className;
    private final String methodName;

    /**
     * An invoker for one method.
     *
     * @param probe context of the bundle that holds the test classes
     * @param instruction {@code <class>;<method>}
     */
    public JupiterInvoker(BundleContext probe, String instruction) {
        String[] parts = instruction.split(";");
        this.probe = probe;
        this.className = parts[0];
        this.methodName = parts[1];
    }

    @Override
    public void call(Object... args) {
        Method method = find();
        Collector collector = new Collector();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(JupiterTestEngine.class.getClassLoader());
        try {
            launcher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectMethod(method.getDeclaringClass(), method))
                                    .build(),
                            collector);
        } finally {
            thread.setContextClassLoader(before);
        }
        if (collector.failure != null) {
            throw Outcome.toCarry(collector.failure);
        }
        if (collector.executed == 0) {
            throw new TestContainerException("the Jupiter engine found no test in " + className + "." + methodName);
        }
    }

    /** A launcher that looks nothing up by ServiceLoader, which finds nothing across bundles. */
    private static Launcher launcher() {
        return LauncherFactory.create(LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addTestEngines(new JupiterTestEngine())
                .build());
    }

    private Method find() {
        try {
            for (Method method : probe.getBundle().loadClass(className).getMethods()) {
                if (method.getName().equals(methodName)) {
                    return method;
                }
            }
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw new TestContainerException("cannot load " + className + " inside the framework", e);
        }
        throw new TestContainerException("no public method " + methodName + " in " + className);
    }

    private static final class Collector implements TestExecutionListener {
        private Throwable failure;
        private int executed;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                executed++;
            }
            if (failure == null) {
                failure = result.getThrowable().orElse(null);
            }
        }
    }
}
