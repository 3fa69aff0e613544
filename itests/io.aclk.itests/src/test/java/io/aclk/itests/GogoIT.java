package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.itests.driver.InFramework;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Set;
import java.util.TreeSet;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Every command of {@code bin/aclk} is one of Gogo, too. */
@InFramework
@ExamReactorStrategy(PerClass.class)
public class GogoIT {

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] configuration() {
        return DistributionOptions.instance("agent", "aclk");
    }

    @Test
    public void everyControlCommandCanBeTypedInTheShell() throws Exception {
        Instance instance = new Instance(context);
        Await.until(
                "the commands are there",
                Instance.ONLINE_LIMIT,
                () -> names("(aclk.control.command=*)", "aclk.control.command")
                                .containsAll(Set.of(
                                        "claim", "config", "doctor", "link", "status", "support-bundle", "unclaim"))
                        && names("(osgi.command.scope=aclk)", "osgi.command.function")
                                .equals(names("(aclk.control.command=*)", "aclk.control.command")),
                instance::describe);

        assertTrue(gogo(instance, "aclk:status --json").startsWith("{\"aclk-available\":"));
        assertTrue(gogo(instance, "aclk:link pause").contains("usage: link stop"));
        assertTrue(gogo(instance, "aclk:config").contains("enabled"));
        assertEquals("the link is switched off until 'link start'", gogo(instance, "aclk:link stop"));
        assertEquals("the link is switched on", gogo(instance, "aclk:link start"));
    }

    private static String gogo(Instance instance, String line) throws Exception {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true);
        try (CommandSession session = instance.service(CommandProcessor.class)
                .createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            return String.valueOf(session.execute(line));
        }
    }

    private Set<String> names(String filter, String key) throws Exception {
        Set<String> names = new TreeSet<>();
        for (ServiceReference<?> reference : context.getAllServiceReferences(null, filter)) {
            names.add(reference.getProperty(key).toString());
        }
        return names;
    }
}
