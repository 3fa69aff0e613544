package io.aclk.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

class ConditionWatchTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path dir;

    private TestInstance instance;
    private ConditionWatch watch;

    @BeforeEach
    void start() throws Exception {
        instance = new TestInstance(dir.resolve("instance"), dir.resolve("distribution"))
                .listing()
                .start();
        watch = new ConditionWatch(instance.context(), "test.online");
    }

    @AfterEach
    void stop() throws Exception {
        watch.close();
        instance.close();
    }

    @Test
    void followsOneCondition() {
        offer("test.other");
        assertFalse(watch.held());

        ServiceRegistration<?> online = offer("test.online");
        assertTrue(watch.held());

        online.unregister();
        assertFalse(watch.held());
    }

    @Test
    void waitsUntilItHoldsAndStays() throws Exception {
        Thread later = new Thread(() -> offer("test.online"));
        later.start();

        assertTrue(watch.await(LONG, SHORT, () -> false));

        later.join();
    }

    @Test
    void givesUpAfterItsTimeOrWhenThereIsNoReasonToWait() throws Exception {
        assertFalse(watch.await(SHORT, SHORT, () -> false));
        assertFalse(watch.await(LONG, SHORT, () -> true));
    }

    @Test
    void oneThatHeldInTimeMayShowThatItStays() throws Exception {
        offer("test.online");

        assertTrue(watch.await(Duration.ZERO, SHORT, () -> false));
    }

    @Test
    void anotherServiceOfTheSameIdIsSeenWhenTheFirstGoes() throws Exception {
        ServiceRegistration<?> first = offer("test.online");
        offer("test.online");
        first.unregister();

        assertTrue(watch.await(LONG, SHORT, () -> false));
    }

    private ServiceRegistration<?> offer(String id) {
        return instance.context()
                .registerService(
                        Condition.class, Condition.INSTANCE, new Hashtable<>(Map.of(Condition.CONDITION_ID, id)));
    }
}
