package io.aclk.itests.bench;

import java.time.Duration;

/** Two ways to ask the same agent, measured in turns, so that whatever else the machine does disturbs both alike. */
final class Match {

    private final Instance agent;
    private final Scale scale;
    private final String[] names;
    private final Contestant[] contestants;

    Match(Instance agent, Scale scale, String[] names, Contestant... contestants) {
        this.agent = agent;
        this.scale = scale;
        this.names = names;
        this.contestants = contestants;
    }

    /** Load before anything is measured. */
    void warmUp(String target, int concurrency, Duration time) throws Exception {
        for (Contestant contestant : contestants) {
            contestant.load(target, concurrency, time.dividedBy(contestants.length));
        }
    }

    /** Measures and prints; returns what was measured, in the order of the contestants. */
    Samples[] run(String what, String target, int concurrency) throws Exception {
        Samples[] all = new Samples[contestants.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Samples();
        }
        for (int round = 0; round < scale.rounds(); round++) {
            for (int i = 0; i < all.length; i++) {
                long cpu = agent.cpuMicros();
                long begin = System.nanoTime();
                Samples turn = contestants[i].load(target, concurrency, scale.turn());
                all[i].add(turn, System.nanoTime() - begin, agent.cpuMicros() - cpu);
            }
        }
        for (int i = 0; i < all.length; i++) {
            System.out.printf(
                    "%-24s c=%-2d %-6s p50 %7.3f ms  p99 %7.3f ms  %8.0f/s  agent CPU %5.0f us each  (%d)%n",
                    what,
                    concurrency,
                    names[i],
                    all[i].millis(0.5),
                    all[i].millis(0.99),
                    all[i].perSecond(),
                    all[i].cpuMicros(),
                    all[i].count());
        }
        return all;
    }
}
