package io.aclk.agent.web.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeWindowTest {

    private static final long NOW = 1_795_362_937L;

    /** Columns: after, before, points, aligned, natural, first, last, updateEvery = after, before, step. */
    @ParameterizedTest
    @CsvSource({
        // the two recorded from a real agent
        "-60,0,60,true,false, 1795362865,1795362936,1, 1795362876,1795362936,1",
        "-10,0,5,true,false, 1795362865,1795362930,5, 1795362920,1795362930,2",
        // the sign does not matter
        "60,0,60,true,false, 1795362865,1795362936,1, 1795362876,1795362936,1",
        // a relative end counts from a second ago
        "-60,-60,60,true,false, 1795362000,1795362936,1, 1795362816,1795362876,1",
        // absolute
        "1795362000,1795362600,60,true,false, 1795360000,1795362936,1, 1795362000,1795362600,10",
        // reversed
        "1795362600,1795362000,60,true,false, 1795360000,1795362936,1, 1795362000,1795362600,10",
        // in the future: shifted back by its whole length
        "1795363000,1795363600,60,false,false, 1795360000,1795362936,1, 1795362337,1795362937,10",
        // everything that is stored
        "0,0,0,true,true, 1795362865,1795362936,1, 1795362864,1795362936,1",
        // nothing is stored
        "-600,0,0,true,false, 0,0,0, 1795362336,1795362936,1",
        "0,0,0,true,false, 0,0,0, 1795362336,1795362936,1",
        // natural points are not finer than the samples
        "-10,0,5,true,true, 1795362865,1795362930,5, 1795362920,1795362930,5",
        // aligned to the step, or not
        "-600,0,10,true,false, 1795360000,1795362936,1, 1795362300,1795362900,60",
        "-600,0,10,false,false, 1795360000,1795362936,1, 1795362336,1795362936,60",
    })
    void resolves(
            long after,
            long before,
            long points,
            boolean aligned,
            boolean natural,
            long first,
            long last,
            int updateEvery,
            long expectedAfter,
            long expectedBefore,
            long expectedStep) {
        TimeWindow window = TimeWindow.resolve(
                new TimeWindow.Asked(after, before, points, aligned, natural),
                new TimeWindow.Stored(first, last, updateEvery),
                NOW);

        assertEquals(new TimeWindow(expectedAfter, expectedBefore, expectedStep), window);
    }

    @ParameterizedTest
    @CsvSource({
        "-1000000000000,1000000000000,1000000000000,1",
        "1000000000000,-1000000000000,0,1",
        "1,1,1,1",
        "-1,0,86401,86400",
        "0,0,1,3600",
        "-94608000,-94608000,86400,1",
        "94608001,94608001,7,5",
        "-600,0,599,7",
    })
    void neverLeavesItsBounds(long after, long before, long points, int updateEvery) {
        for (boolean flag : new boolean[] {true, false}) {
            TimeWindow window = TimeWindow.resolve(
                    new TimeWindow.Asked(after, before, points, flag, !flag),
                    new TimeWindow.Stored(NOW - 100, NOW - 1, updateEvery),
                    NOW);

            assertTrue(window.points() >= 1 && window.points() <= 86_400, window.toString());
            assertTrue(points == 0 || window.points() <= points, window.toString());
            assertTrue(window.before() <= NOW && window.after() < window.before(), window.toString());
            assertEquals(0, (window.before() - window.after()) % window.step());
        }
    }
}
