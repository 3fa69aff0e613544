package io.aclk.itests.driver;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import javax.inject.Inject;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * The extension behind {@link InFramework}. The same class runs on both sides: outside it drives the framework and skips
 * the methods, inside it injects services and lets them run.
 */
public final class PaxExamExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                InvocationInterceptor,
                TestInstancePostProcessor,
                ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(PaxExamExtension.class);

    private static boolean inside() {
        return FrameworkUtil.getBundle(PaxExamExtension.class) != null;
    }

    // ---- outside: the framework and the call into it

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (!inside()) {
            ReactorSession session = ReactorSession.open(context.getRequiredTestClass());
            context.getStore(NAMESPACE).put(ReactorSession.class, session);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!inside()) {
            ReactorSession session = context.getStore(NAMESPACE).remove(ReactorSession.class, ReactorSession.class);
            if (session != null) {
                session.close();
            }
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (inside()) {
            invocation.proceed();
            return;
        }
        invocation.skip();
        context.getStore(NAMESPACE)
                .get(ReactorSession.class, ReactorSession.class)
                .run(method.getExecutable().getName());
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        throw new UnsupportedOperationException("only @Test methods can run inside the framework: " + method);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceedInside(invocation);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceedInside(invocation);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceedInside(invocation);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceedInside(invocation);
    }

    private static void proceedInside(Invocation<Void> invocation) throws Throwable {
        if (inside()) {
            invocation.proceed();
        } else {
            invocation.skip();
        }
    }

    // ---- inside: injection

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) throws Exception {
        if (!inside()) {
            return;
        }
        Bundle probe = FrameworkUtil.getBundle(instance.getClass());
        for (Class<?> type = instance.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.isAnnotationPresent(Inject.class)) {
                    field.setAccessible(true);
                    field.set(instance, Services.find(probe.getBundleContext(), field.getType(), field));
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getDeclaringExecutable() instanceof Method;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (!inside()) {
            return null; // the method is skipped here
        }
        Bundle probe = FrameworkUtil.getBundle(context.getRequiredTestClass());
        return Services.find(probe.getBundleContext(), parameter.getParameter().getType(), parameter.getParameter());
    }
}
