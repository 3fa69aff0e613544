package io.aclk.agent.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aclk.host.api.ChartSpec;
import io.aclk.host.api.MetricSink;
import io.aclk.host.api.MetricSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRunnerTest {

    private static final long START = 1_767_225_600;
    private static final ChartSpec CHART = Samples.chart("s", 1);

    /** A clock that moves only when somebody sleeps on it or a test moves it. */
    private static final class TestClock implements WallClock {
        private long millis = START * 1_000 + 250;
        private long nanos = 1;

        @Override
        public long millis() {
            return millis;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleep(long time) {
            pass(time);
        }

        void pass(long time) {
            millis += time;
            nanos += time * 1_000_000;
        }
    }

    private final TestClock clock = new TestClock();
    private final List<Long> asked = new ArrayList<>();
    private final List<Long> calledAt = new ArrayList<>();
    private Engine engine;

    @BeforeEach
    void openStore(@TempDir Path directory) {
        engine = new Engine(directory, clock::seconds);
        engine.open();
    }

    @Test
    void callsOnEachSecondWithThatSecond() throws Exception {
        run(1, sink -> note(sink), START + 5);

        assertEquals(range(START + 1, START + 5), asked);
        assertEquals(asked.stream().map(second -> second * 1_000).toList(), calledAt);
        assertEquals(START + 5, engine.charts().get(0).lastTime());
    }

    @Test
    void callsAtMultiplesOfALongerInterval() throws Exception {
        run(5, sink -> note(sink), START + 20);

        assertEquals(List.of(START + 5, START + 10, START + 15, START + 20), asked);
        assertEquals(5, engine.charts().get(0).updateEvery());
    }

    @Test
    void ourOwnDelayCostsNoSecond() throws Exception {
        SourceRunner runner = new SourceRunner(this::note, 1, engine, clock);
        runner.start();
        until(runner, START + 2);
        clock.pass(4_700);
        until(runner, START + 9);

        assertEquals(range(START + 1, START + 9), asked);
    }

    @Test
    void theSecondsThatASlowSourceTakesAreLeftOut() throws Exception {
        run(
                1,
                sink -> {
                    note(sink);
                    if (sink.time() == START + 3) {
                        clock.pass(2_300);
                    }
                },
                START + 8);

        assertEquals(List.of(START + 1, START + 2, START + 3, START + 6, START + 7, START + 8), asked);
    }

    @Test
    void aPauseOfTheMachineIsAGap() throws Exception {
        SourceRunner runner = new SourceRunner(this::note, 1, engine, clock);
        runner.start();
        until(runner, START + 2);
        clock.pass(3_600_000);
        until(runner, START + 3_604);

        List<Long> expected = new ArrayList<>(range(START + 1, START + 2));
        expected.addAll(range(START + 3_602, START + 3_604));
        assertEquals(expected, asked);
    }

    @Test
    void aClockThatIsSetBackDoesNotStopTheCalls() throws Exception {
        SourceRunner runner = new SourceRunner(this::note, 1, engine, clock);
        runner.start();
        until(runner, START + 100);
        asked.clear();
        clock.millis -= 50_000;
        until(runner, START + 53);

        assertEquals(range(START + 51, START + 53), asked);
        assertEquals(START + 100, engine.charts().get(0).lastTime());
    }

    @Test
    void aSourceThatThrowsIsCalledAgainAndWhatItRecordedStays() throws Exception {
        run(
                1,
                sink -> {
                    note(sink);
                    throw new IllegalStateException("no disk today");
                },
                START + 3);

        assertEquals(range(START + 1, START + 3), asked);
        assertEquals(START + 3, engine.charts().get(0).lastTime());
    }

    @Test
    void aSinkRefusesWhatDoesNotFitAndWhatComesAfterTheCall() {
        SecondSink sink = new SecondSink(START);

        assertThrows(IllegalArgumentException.class, () -> sink.record(CHART, 1, 2));
        sink.record(CHART, Double.POSITIVE_INFINITY);
        assertEquals(Double.NaN, sink.close().get(0).values()[0]);
        assertThrows(IllegalStateException.class, () -> sink.record(CHART, 1));
    }

    private void note(MetricSink sink) {
        asked.add(sink.time());
        calledAt.add(clock.millis);
        sink.record(CHART, 1);
    }

    private void run(int updateEvery, MetricSource source, long end) throws InterruptedException {
        SourceRunner runner = new SourceRunner(source, updateEvery, engine, clock);
        runner.start();
        until(runner, end);
    }

    /** Steps until the source was asked for a second. */
    private void until(SourceRunner runner, long second) throws InterruptedException {
        for (int step = 0; step < 10_000 && !asked.contains(second); step++) {
            runner.step();
        }
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
