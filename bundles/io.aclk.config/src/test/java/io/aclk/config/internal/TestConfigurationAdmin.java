package io.aclk.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.api.config.LinkSettings;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Holds the one configuration {@link LinkSettings#PID}, and what was written to it. */
final class TestConfigurationAdmin {

    private static final long LIMIT_MILLIS = 10_000;

    private final List<Map<String, Object>> written = new ArrayList<>();
    private Dictionary<String, Object> properties;

    ConfigurationAdmin service() {
        return proxy(ConfigurationAdmin.class, (name, args) -> {
            assertEquals("getConfiguration", name);
            assertEquals(LinkSettings.PID, args[0]);
            assertEquals("?", args[1], "bundles of any location may read it");
            return configuration();
        });
    }

    /** The n-th set of values that was written, from 1; waits for it. */
    synchronized Map<String, Object> await(int n) throws InterruptedException {
        long end = System.currentTimeMillis() + LIMIT_MILLIS;
        while (written.size() < n) {
            long left = end - System.currentTimeMillis();
            if (left <= 0) {
                throw new AssertionError("written only " + written.size() + " times: " + written);
            }
            wait(left);
        }
        return written.get(n - 1);
    }

    synchronized int writes() {
        return written.size();
    }

    private Configuration configuration() {
        return proxy(Configuration.class, (name, args) -> switch (name) {
            case "getProperties" -> properties();
            case "update" -> update(args[0]);
            default -> throw new AssertionError("not expected: " + name);
        });
    }

    private synchronized Dictionary<String, Object> properties() {
        return properties;
    }

    private synchronized Object update(Object values) {
        Dictionary<String, Object> copy = new Hashtable<>();
        Map<String, Object> map = new HashMap<>();
        Dictionary<?, ?> given = (Dictionary<?, ?>) values;
        for (Object key : Collections.list(given.keys())) {
            copy.put(key.toString(), given.get(key));
            map.put(key.toString(), given.get(key));
        }
        copy.put("service.pid", LinkSettings.PID);
        properties = copy;
        written.add(map);
        notifyAll();
        return null;
    }

    @FunctionalInterface
    private interface Answer {
        Object to(String method, Object[] args);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> answer.to(method.getName(), args)));
    }
}
