package io.aclk.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.api.link.LinkStatus;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkOptions;
import io.aclk.itests.driver.InFramework;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

/** An agent with the link installed opens nothing beyond loopback while it is unclaimed or switched off. */
@InFramework
@ExamReactorStrategy(PerClass.class)
public class SilenceIT {

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] configuration() {
        return DistributionOptions.instance("agent", "aclk", "cloud");
    }

    /** In place of the way out: counts who wants to leave. */
    private static final class Guard implements Network {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public NetworkConnection connect(String host, int port, NetworkOptions options, AbortSignal abort)
                throws NetworkException {
            calls.incrementAndGet();
            throw new NetworkException(NetworkException.Reason.TCP, "nobody may leave");
        }

        @Override
        public HttpReply exchange(HttpCall request, NetworkOptions options, AbortSignal abort) throws NetworkException {
            calls.incrementAndGet();
            throw new NetworkException(NetworkException.Reason.TCP, "nobody may leave");
        }
    }

    @Test
    public void unclaimedAndThenDisabled() throws Exception {
        Instance instance = new Instance(context);
        Guard guard = new Guard();
        Hashtable<String, Object> first = new Hashtable<>();
        first.put(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
        ServiceRegistration<Network> registration = context.registerService(Network.class, guard, first);
        try {
            Await.until(
                    "the link says that the agent is not claimed",
                    Instance.ONLINE_LIMIT,
                    () -> instance.status().cloud() == LinkStatus.Cloud.AVAILABLE,
                    instance::describe);
            assertEquals(List.of(), Sockets.beyondLoopback());
            assertEquals(0, guard.calls.get(), "somebody wanted to leave an unclaimed agent");
        } finally {
            registration.unregister();
        }

        instance.online();
        ConfigurationAdmin admin = instance.service(ConfigurationAdmin.class);
        org.osgi.service.cm.Configuration settings = admin.getConfiguration("io.aclk.link", "?");
        Hashtable<String, Object> off = new Hashtable<>();
        off.put("enabled", "false");
        settings.update(off);
        Await.until(
                "the link is closed",
                Duration.ofSeconds(10),
                () -> !instance.status().online(),
                instance::describe);
        registration = context.registerService(Network.class, guard, first);
        try {
            Await.until(
                    "no thread of a session is left",
                    Duration.ofSeconds(5),
                    () -> LinkThreads.alive().stream()
                            .noneMatch(name -> name.startsWith("aclk-transport") || name.startsWith("MQTT ")),
                    () -> LinkThreads.alive().toString());
            assertEquals("disabled", instance.status().text());
            assertEquals(List.of(), Sockets.beyondLoopback());
            assertEquals(0, guard.calls.get(), "somebody wanted to leave a disabled agent");
        } finally {
            registration.unregister();
            settings.delete();
        }
        instance.online();
    }
}
