package io.aclk.agent.store.internal;

import io.aclk.host.api.InstanceDirectory;
import io.aclk.host.api.Subscription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the services of this bundle share: the store, the identity of the machine, and two threads. {@code
 * agent-store-1} reads and writes the files; {@code agent-notify-1} looks for changes every second and tells listeners,
 * so that neither a slow disk nor a slow listener delays collecting.
 */
@Component(service = AgentStore.class, immediate = true)
public final class AgentStore {

    /** Most that a killed process loses, and half of what is allowed. */
    static final int FLUSH_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(AgentStore.class);
    private static final int EXPIRE_SECONDS = 60;

    private final WallClock clock = WallClock.system();
    private final List<Runnable> everySecond = new CopyOnWriteArrayList<>();
    private final Engine engine;
    private final MachineIdentity identity;
    private final Thread storing;
    private final Thread notifying;
    /** What was logged last. Only on the notifying thread. */
    private String failure;
    /** A latch and no interruption: an interrupted thread cannot finish what it writes. */
    private final CountDownLatch stop = new CountDownLatch(1);

    /**
     * Called by Declarative Services.
     *
     * @param refuseStart ends the start of the instance with a line for the owner; absent in a foreign framework
     * @throws IllegalStateException if the directory of the instance cannot be used
     */
    @Activate
    public AgentStore(
            BundleContext context,
            @Reference(target = "(aclk.control=refuse-start)", cardinality = ReferenceCardinality.OPTIONAL)
                    Consumer<String> refuseStart) {
        Path data = InstanceDirectory.of(context).data();
        try {
            AtomicFiles.createPrivateDirectory(data.resolve("store"));
            AtomicFiles.createPrivateDirectory(data.resolve("registry"));
            identity = MachineIdentity.load(data.resolve("registry"));
        } catch (IOException e) {
            String line = "The directory " + data + " cannot be written (" + e
                    + "): make it writable for this user, or choose another one with --dir (framework property "
                    + InstanceDirectory.PROPERTY + ")";
            if (refuseStart != null) {
                refuseStart.accept(line);
            }
            throw new IllegalStateException(line, e);
        }
        engine = new Engine(data.resolve("store"), clock::seconds);
        storing = AgentThreads.create("agent-store-1", this::storeLoop);
        notifying = AgentThreads.create("agent-notify-1", this::notifyLoop);
        storing.start();
        notifying.start();
    }

    /** Writes what is left and ends the threads. */
    @Deactivate
    void deactivate() {
        stop.countDown();
        AgentThreads.join(List.of(storing, notifying));
    }

    Engine engine() {
        return engine;
    }

    MachineIdentity identity() {
        return identity;
    }

    /** Runs something every second on {@code agent-notify-1} from now on. */
    Subscription everySecond(Runnable work) {
        everySecond.add(work);
        return () -> everySecond.remove(work);
    }

    private void storeLoop() {
        engine.open();
        ClockLeap leap = new ClockLeap(clock);
        for (long second = 1; !stoppedAfterASecond(); second++) {
            if (leap.cameBack() && engine.rewind(clock.seconds())) {
                LOG.info("The clock was in the future and came back: what was recorded in the future is dropped");
                leap.settled();
            }
            if (second % FLUSH_SECONDS == 0) {
                engine.flush();
            }
            // in the future everything is older than its retention
            if (second % EXPIRE_SECONDS == 0 && !leap.ahead()) {
                engine.expire();
            }
        }
        engine.flush();
    }

    private void notifyLoop() {
        while (!stoppedAfterASecond()) {
            everySecond.forEach(this::guarded);
        }
    }

    private boolean stoppedAfterASecond() {
        try {
            return stop.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!e.toString().equals(failure)) {
                failure = e.toString();
                LOG.error("Looking for changes failed", e);
            }
        }
    }
}
