package io.aclk.agent.system.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import oshi.hardware.HWDiskStore;
import oshi.hardware.NetworkIF;

/** From counters to values, with injected readings. */
class ArithmeticTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void aRateNeedsTwoReadingsAndACounterThatGrows() {
        Rate rate = new Rate();
        assertTrue(Double.isNaN(rate.next(1_000, 0)), "first reading");
        assertEquals(500, rate.next(2_000, 2 * SECOND));
        assertTrue(Double.isNaN(rate.next(10, 3 * SECOND)), "the counter was reset");
        assertEquals(90, rate.next(100, 4 * SECOND));
        assertTrue(Double.isNaN(rate.next(200, 4 * SECOND)), "no time passed");
    }

    @Test
    void aSumOfUnknownValuesIsUnknown() {
        Sum sum = new Sum();
        sum.add(Double.NaN);
        assertTrue(Double.isNaN(sum.value()));
        sum.add(2);
        sum.add(Double.NaN);
        sum.add(3);
        assertEquals(5, sum.value());
    }

    @Test
    void cpuSharesAreOfTheTimeBetweenTwoReadings() {
        CpuShares shares = new CpuShares();
        // user, nice, system, idle, iowait, irq, softirq, steal: OSHI's order
        assertNull(shares.next(new long[] {100, 0, 50, 1_000, 0, 0, 0, 0}));
        assertArrayEquals(
                new double[] {25, 0, 10, 5, 0, 0, 1}, shares.next(new long[] {125, 0, 60, 1_059, 5, 0, 0, 1}));
        assertNull(shares.next(new long[] {125, 0, 60, 1_059, 5, 0, 0, 1}), "nothing passed");
        assertArrayEquals(
                new double[] {0, 0, 0, 0, 0, 0, 0},
                shares.next(new long[] {125, 0, 60, 1_159, 4, 0, 0, 1}),
                "a tick of iowait back is no negative share");
    }

    @Test
    void disksAreSummedAndDevicesInMemoryLeftOut() {
        DiskSource source = new DiskSource(null);
        RecordingSink first = new RecordingSink();
        source.record(List.of(disk("/dev/sda", 0, 0), disk("/dev/zram0", 0, 0)), 0, first);
        assertTrue(Double.isNaN(first.values.get("disk.sda")[0]));
        RecordingSink second = new RecordingSink();
        source.record(
                List.of(disk("/dev/sda", 2048, 1024), disk("/dev/sdb", 10_240, 0), disk("/dev/zram0", 9_999, 0)),
                SECOND,
                second);
        assertArrayEquals(new double[] {2, 1}, second.values.get("disk.sda"));
        assertTrue(Double.isNaN(second.values.get("disk.sdb")[0]), "a new disk starts without a rate");
        assertArrayEquals(new double[] {2, 1}, second.values.get("system.io"));
        assertFalse(second.values.containsKey("disk.zram0"));
    }

    @Test
    void aDiskThatCameBackStartsAnew() {
        DiskSource source = new DiskSource(null);
        source.record(List.of(disk("/dev/sdb", 1_000, 0)), 0, new RecordingSink());
        source.record(List.of(), SECOND, new RecordingSink());
        RecordingSink back = new RecordingSink();
        source.record(List.of(disk("/dev/sdb", 9_000, 0)), 2 * SECOND, back);
        assertTrue(Double.isNaN(back.values.get("disk.sdb")[0]));
    }

    @Test
    void trafficIsInKilobitsAndLoopbackIsNoPartOfTheTotal() {
        NetworkSource source = new NetworkSource(null);
        source.record(List.of(network("eth0", 0, 0), network("lo", 0, 0)), 0, new RecordingSink());
        RecordingSink sink = new RecordingSink();
        source.record(List.of(network("eth0", 125_000, 250), network("lo", 99_000, 99_000)), SECOND, sink);
        assertArrayEquals(new double[] {1_000, 2}, sink.values.get("net.eth0"));
        assertArrayEquals(new double[] {1_000, 2}, sink.values.get("system.net"));
        assertArrayEquals(new double[] {792, 792}, sink.values.get("net.lo"));
    }

    @Test
    void meminfoIsReadInKibibytes() {
        assertEquals(16, MemorySource.mib(Map.of("MemFree", "16384 kB"), "MemFree"));
        assertEquals(0, MemorySource.mib(Map.of(), "Buffers"));
    }

    private static HWDiskStore disk(String name, long read, long written) {
        return fake(HWDiskStore.class, Map.of("getName", name, "getReadBytes", read, "getWriteBytes", written));
    }

    private static NetworkIF network(String name, long received, long sent) {
        return fake(NetworkIF.class, Map.of("getName", name, "getBytesRecv", received, "getBytesSent", sent));
    }

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> answers.get(method.getName())));
    }
}
