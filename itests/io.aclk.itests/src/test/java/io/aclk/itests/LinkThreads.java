package io.aclk.itests;

import java.util.List;

/** The threads of the link in this JVM. */
final class LinkThreads {

    private LinkThreads() {}

    /** Names of the threads that live only while the link is on, and of those of its MQTT library. */
    static List<String> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("aclk-") || name.startsWith("MQTT "))
                .sorted()
                .toList();
    }
}
