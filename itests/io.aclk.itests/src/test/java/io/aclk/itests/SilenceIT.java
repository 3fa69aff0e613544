package io.aclk.itests;

import io.aclk.api.claim.Claiming;
import io.aclk.api.network.AbortSignal;
import io.aclk.api.network.ConnectObserver;
import io.aclk.api.network.HttpCall;
import io.aclk.api.network.HttpReply;
import io.aclk.api.network.Network;
import io.aclk.api.network.NetworkConnection;
import io.aclk.api.network.NetworkException;
import io.aclk.api.network.NetworkOptions;
import io.aclk.api.transport.Transport;
import io.aclk.itests.driver.InFramework;
import java.io.IOException;
import java.time.Duration;
import java.util.Hashtable;
import java.util.concurrent.atomic.AtomicInteger;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

/** An agent with the link installed opens nothing beyond loopback while it is unclaimed or switched off. */
@InFramework
@ExamReactorStrategy(PerClass.class)
public class SilenceIT {

    /** Several times the periods of a second or less in which config and claiming look after files. */
    private static final Duration OBSERVED = Duration.ofSeconds(4);

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
        public NetworkConnection connect(
                String host, int port, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
                throws NetworkException {
            calls.incrementAndGet();
            throw new NetworkException(NetworkException.Reason.TCP, "nobody may leave");
        }

        @Override
        public HttpReply exchange(HttpCall request, NetworkOptions options, AbortSignal abort, ConnectObserver observer)
                throws NetworkException {
            calls.incrementAndGet();
            throw new NetworkException(NetworkException.Reason.TCP, "nobody may leave");
        }
    }

    @Test
    public void unclaimedAndThenDisabled() throws Exception {
        Instance instance = new Instance(context);
        staysSilent(instance, "Agent is not claimed yet", "unclaimed");

        instance.online();
        ConfigurationAdmin admin = instance.service(ConfigurationAdmin.class);
        org.osgi.service.cm.Configuration settings = admin.getConfiguration("io.aclk.link", "?");
        Hashtable<String, Object> off = new Hashtable<>();
        off.put("enabled", "false");
        settings.update(off);
        try {
            Await.until(
                    "the link is disabled",
                    Instance.ONLINE_LIMIT,
                    () -> instance.status().text().equals("disabled"),
                    instance::describe);
            Await.until(
                    "no thread of a session is left",
                    Instance.ONLINE_LIMIT,
                    () -> LinkThreads.alive().stream()
                            .noneMatch(name -> name.startsWith("aclk-transport") || name.startsWith("MQTT ")),
                    () -> LinkThreads.alive().toString());
            staysSilent(instance, "", "disabled");
        } finally {
            settings.delete();
        }
        instance.online();
    }

    /** With a guard as the only way out, for longer than anybody's period of looking after files and settings. */
    private void staysSilent(Instance instance, String reason, String state) throws Exception {
        Guard guard = new Guard();
        instance.bundle("io.aclk.network").stop();
        ServiceRegistration<Network> registration = context.registerService(Network.class, guard, null);
        try {
            Await.until(
                    "the link, and all that use the way out, have the guard: " + reason,
                    Instance.ONLINE_LIMIT,
                    () -> instance.now(Claiming.class).isPresent()
                            && instance.now(Transport.class).isPresent()
                            && instance.status().reason().contains(reason),
                    instance::describe);
            Await.holds(
                    "nobody wants to leave while " + state,
                    OBSERVED,
                    () -> guard.calls.get() == 0 && Sockets.beyondLoopback().isEmpty(),
                    () -> guard.calls + " calls, sockets " + beyondLoopback());
        } finally {
            registration.unregister();
            instance.bundle("io.aclk.network").start();
        }
    }

    private static String beyondLoopback() {
        try {
            return Sockets.beyondLoopback().toString();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
