package io.aclk.link.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the link has of the machine that it runs on. Tests put all of it in their own hands.
 *
 * @param loop the event thread
 * @param worker runs what blocks, one task at a time
 * @param clock what time it is for people and on the wire; never used to measure time
 * @param random for jitter
 * @param network addresses and routes ({@link LocalNetwork})
 * @param data folder of the files that outlive a restart
 */
record Platform(
        EventLoop loop,
        Executor worker,
        Clock clock,
        RandomGenerator random,
        Supplier<Set<String>> network,
        Path data) {}
