package io.aclk.itests.driver;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestDirectory;
import org.ops4j.pax.exam.TestInstantiationInstruction;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.spi.ExamReactor;
import org.ops4j.pax.exam.spi.StagedExamReactor;
import org.ops4j.pax.exam.spi.reactors.ReactorManager;

/** Outside: the framework of one test class, from its start to its stop. */
final class ReactorSession {

    private final ReactorManager manager;
    private final StagedExamReactor reactor;
    private final Class<?> testClass;
    private final Map<String, TestAddress> addresses = new HashMap<>();

    private ReactorSession(ReactorManager manager, StagedExamReactor reactor, Class<?> testClass) {
        this.manager = manager;
        this.reactor = reactor;
        this.testClass = testClass;
    }

    static ReactorSession open(Class<?> testClass) throws Exception {
        ReactorManager manager = ReactorManager.getInstance();
        Object instance = testClass.getConstructor().newInstance();
        ExamReactor unstaged = manager.prepareReactor(testClass, instance);
        TestProbeBuilder probe = manager.createProbeBuilder(instance);
        Map<TestAddress, String> methods = new HashMap<>();
        for (Method method : testClass.getMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                TestAddress address = probe.addTest(testClass, method.getName());
                methods.put(address, method.getName());
            }
        }
        unstaged.addProbe(probe);
        ReactorSession session = new ReactorSession(manager, manager.stageReactor(), testClass);
        for (TestAddress address : session.reactor.getTargets()) {
            String method = methods.get(address.root());
            if (method != null) {
                TestDirectory.getInstance()
                        .add(address, new TestInstantiationInstruction(testClass.getName() + ";" + method));
                session.addresses.put(method, address);
            }
        }
        try {
            manager.beforeClass(session.reactor, testClass);
        } catch (Exception | Error e) {
            session.close();
            throw e;
        }
        return session;
    }

    /** Runs a method inside; returns when it succeeded, throws how it ended otherwise. */
    void run(String method) throws Throwable {
        TestAddress address = addresses.get(method);
        if (address == null) {
            throw new IllegalStateException(
                    testClass.getName() + "." + method + " must be public to run inside the framework");
        }
        try {
            reactor.invoke(address);
        } catch (Exception e) {
            throw Outcome.fromCarried(e);
        }
    }

    void close() {
        manager.afterClass(reactor, testClass);
    }
}
