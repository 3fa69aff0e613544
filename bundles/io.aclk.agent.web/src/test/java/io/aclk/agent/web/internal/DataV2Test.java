package io.aclk.agent.web.internal;

import static io.aclk.agent.web.internal.JsonTree.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.agent.web.internal.FakeHost.FakeChart;
import io.aclk.host.api.ApiResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataV2Test {

    private static final long T = FakeHost.NOW - 5;

    private final FakeHost host = new FakeHost();

    /** Two disks with two dimensions each; every value is the same at every second. */
    @BeforeEach
    void disks() {
        disk("disk.sda", 1, 3);
        disk("disk.sdb", 10, -30);
    }

    private FakeChart disk(String id, double reads, double writes) {
        FakeChart chart = host.add(
                FakeHost.LOCAL_GUID, FakeHost.chart(id, "disk.io", "disk", "Disk I/O", "KiB/s", "reads", "writes"), 1);
        for (long time = T - 99; time <= T; time++) {
            chart.put("reads", time, reads).put("writes", time, writes);
        }
        return chart;
    }

    private Object data(String parameters) {
        ApiResponse response = host.get("/api/v3/data?contexts=disk.io&after=-2&points=2&" + parameters);
        assertEquals(200, response.status(), FakeHost.text(response));
        return JsonTree.parse(response.body());
    }

    /** Names and newest values of the columns. */
    private static String columns(Object tree) {
        List<?> labels = (List<?>) at(tree, "result", "labels");
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < labels.size(); i++) {
            text.append(labels.get(i))
                    .append('=')
                    .append((Object) at(tree, "result", "data", 0, i, 0))
                    .append(' ');
        }
        return text.toString().strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x=1|reads=5.5 writes=-13.5",
                "group_by=none|reads=5.5 writes=-13.5",
                "aggregation=sum|reads=11 writes=-27",
                "aggregation=min|reads=1 writes=-30",
                "aggregation=max|reads=10 writes=3",
                "aggregation=extremes|reads=10 writes=-30",
                "group_by=instance&aggregation=sum|disk.sda=4 disk.sdb=-20",
                "group_by=dimension,instance|reads,disk.sda=1 writes,disk.sda=3 reads,disk.sdb=10 writes,disk.sdb=-30",
                "group_by=node&aggregation=sum|0d3cc0f2-8a67-11ee-b9d1-0242ac120002=-16",
                "group_by=context&aggregation=sum|disk.io=-16",
                "group_by=units&aggregation=sum|KiB/s=-16",
                "group_by=selected&aggregation=sum|selected=-16",
                "group_by=selected,dimension&aggregation=sum|selected=-16",
                "group_by=label&group_by_label=device&aggregation=sum|disk.sda=4 disk.sdb=-20",
                "group_by=label&group_by_label=nothing&aggregation=sum|[unset]=-16",
                "group_by=label&aggregation=sum|reads=11 writes=-27",
                "group_by=percentage-of-instance|disk.sda=100 disk.sdb=100",
                "group_by=percentage-of-instance&dimensions=reads|disk.sda=25 disk.sdb=25",
                "group_by=dimension&aggregation=percentage|reads=25 writes=75",
                "group_by=instance&aggregation=percentage&dimensions=reads|disk.sda=25 disk.sdb=25",
                "group_by[0]=instance&aggregation[0]=sum&group_by[1]=context&aggregation[1]=max|disk.io=4",
                "instances=disk.sda|reads=1 writes=3",
                "instances=disk.sda@0d3cc0f2*|reads=1 writes=3",
                "scope_instances=disk.sdb|reads=10 writes=-30",
                "dimensions=!reads,*&aggregation=sum|writes=-27",
                "labels=device:disk.sda|reads=1 writes=3",
                "scope_labels=device:*b|reads=10 writes=-30",
                "nodes=garage-pi&aggregation=sum|reads=11 writes=-27",
                "nodes=!garage-pi,*|''",
                "scope_nodes=nobody|''",
                "contexts=nothing|''",
                "options=absolute&aggregation=sum|reads=11 writes=33",
                "options=percentage&aggregation=sum|reads=28.9473684 writes=71.0526316",
                "options=display-absolute&aggregation=sum|reads=11 writes=27",
                "time_group=sum&aggregation=sum&after=-4|reads=22 writes=-54",
            })
    void groups(String parameters, String expected) {
        assertEquals(expected, columns(data(parameters)));
    }

    @Test
    void newestRowIsFirstUnlessFlipped() {
        assertEquals(T, (Long) at(data("x=1"), "result", "data", 0, 0));
        assertEquals(T - 1, (Long) at(data("options=flip"), "result", "data", 0, 0));
        assertEquals(T * 1000, (Long) at(data("options=ms"), "result", "data", 0, 0));
        assertEquals("2026-01-01T00:00:00Z", at(data("options=rfc3339"), "result", "data", 0, 0));
    }

    @Test
    void missingSampleIsNullAndAnnotated() {
        host.charts.get(FakeHost.LOCAL_GUID).clear();
        disk("disk.sdc", 1, 2).samples.get("reads").remove(T);

        assertEquals("[null, 0, 1]", at(data("x=1"), "result", "data", 0, 1).toString());
        assertEquals(
                "[0, 0, 1]",
                at(data("options=null2zero"), "result", "data", 0, 1).toString());
    }

    @Test
    void nonzeroLeavesOutColumnsOfZeros() {
        host.charts.get(FakeHost.LOCAL_GUID).clear();
        disk("disk.sdc", 0, 2);

        assertEquals("writes=2", columns(data("options=nonzero")));
    }

    @Test
    void excludedThingsAreCountedButNotShown() {
        Object tree = data("instances=disk.sda&dimensions=reads");

        assertEquals("{sl=1, qr=1}", at(tree, "totals", "nodes").toString());
        assertEquals("{sl=1, ex=1, qr=1}", at(tree, "totals", "instances").toString());
        assertEquals("{sl=1, ex=1, qr=1}", at(tree, "totals", "dimensions").toString());
        assertEquals("{sl=1, ex=3, qr=1}", at(tree, "summary", "nodes", 0, "ds").toString());
        assertEquals("{ex=2}", at(tree, "summary", "instances", 1, "ds").toString());
        assertFalse(((Map<?, ?>) at(tree, "summary", "instances", 1)).containsKey("sts"));
        assertEquals("[reads]", at(tree, "view", "dimensions", "ids").toString());
    }

    @Test
    void statisticsAreThoseOfTheSamples() {
        Object tree = data("dimensions=reads");

        assertEquals(
                "{min=1, max=10, avg=5.5, arp=0, con=100}",
                at(tree, "summary", "nodes", 0, "sts").toString());
        assertEquals(
                "{min=1, max=1, avg=1, arp=0, con=9.0909091}",
                at(tree, "summary", "instances", 0, "sts").toString());
    }

    @Test
    void rawAnswersCanBeMerged() {
        Object tree = data("options=raw&group_by=instance&aggregation=percentage&dimensions=reads");

        assertEquals(
                "{value=0, arp=1, pa=2, count=3, hidden=4}",
                at(tree, "result", "point").toString());
        assertEquals("[25, 0, 0, 1, 3]", at(tree, "result", "data", 0, 1).toString());
        assertEquals(2L, (Long) at(tree, "view", "points"));
        assertEquals(
                "{min=1, max=10, cnt=4, sum=22, vol=22, arc=0}",
                at(tree, "summary", "globals", "sts").toString());
        assertTrue(((Map<?, ?>) at(tree, "view")).containsKey("partial_data_trimming"));
    }

    @Test
    void longKeysReplaceTheShortOnes() {
        Object tree = data("options=long-keys");

        assertEquals("garage-pi", at(tree, "summary", "nodes", 0, "hostname"));
        assertEquals(2L, (Long) at(tree, "summary", "nodes", 0, "instances", "selected"));
        assertEquals(1L, (Long) at(tree, "result", "point", "anomaly_rate"));
    }

    @Test
    void nothingFoundIsAnEmptyAnswer() {
        Object tree = data("contexts=nothing");

        assertEquals("[]", at(tree, "summary", "nodes").toString());
        assertEquals("[]", at(tree, "result", "data").toString());
        assertEquals("[time]", at(tree, "result", "labels").toString());
        assertEquals("", at(tree, "view", "units"));
        assertEquals("{}", at(tree, "totals", "nodes").toString());
    }

    @Test
    void differentUnitsAreAList() {
        host.add(FakeHost.LOCAL_GUID, FakeHost.chart("disk.sdx", "disk.io", "x", "x", "ms", "time"), 1)
                .put("time", T, 4);

        assertEquals("[KiB/s, ms]", at(data("x=1"), "view", "units").toString());
    }

    @Test
    void slowSeriesAreInterpolatedBetweenSamples() {
        FakeChart load = host.add(
                FakeHost.LOCAL_GUID, FakeHost.chart("system.load", "system.load", "l", "Load", "load", "load1"), 5);
        load.put("load1", T - 10, 1).put("load1", T - 5, 2).put("load1", T, 1.5);

        Object tree = JsonTree.parse(
                host.get("/api/v2/data?contexts=system.load&after=-6&points=3").body());

        assertEquals(
                "[[%d, [1.5, 0, 0]], [%d, [1.7, 0, 0]], [%d, [1.9, 0, 0]]]".formatted(T, T - 2, T - 4),
                at(tree, "result", "data").toString());
    }

    @Test
    void severalNodesShareAnAnswer() {
        host.nodes.add(FakeHost.node(FakeHost.CHILD_GUID, Optional.empty(), "child", 1));
        host.add(FakeHost.CHILD_GUID, FakeHost.chart("disk.sda", "disk.io", "d", "Disk I/O", "KiB/s", "reads"), 1)
                .put("reads", T, 4);

        Object tree = data("group_by=node&dimensions=reads");

        assertEquals(
                "[garage-pi, child]", at(tree, "view", "dimensions", "names").toString());
        assertEquals("child", at(tree, "summary", "nodes", 1, "nm"));
        assertNull(at(tree, "summary", "nodes", 1, "nd"));
        assertEquals("disk.sda@" + FakeHost.CHILD_GUID, at(tree, "summary", "instances", 2, "id"));
    }

    @Test
    void otherFormatsAreWrappedOnlyIfAsked() {
        assertEquals(
                "[[%d, 11, -27], [%d, 11, -27]]".formatted(T, T - 1),
                at(data("format=json&aggregation=sum"), "result", "data").toString());
        assertEquals(
                "time,reads,writes\r\n%d,11,-27\r\n%d,11,-27\r\n".formatted(T, T - 1),
                FakeHost.text(host.get(
                        "/api/v3/data?contexts=disk.io&after=-2&points=2&format=csv&options=seconds&aggregation=sum")));
    }

    @Test
    void tooLargeQueriesAreRefusedBeforeReading() {
        for (int i = 0; i < 30; i++) {
            host.add(FakeHost.LOCAL_GUID, FakeHost.chart("d" + i, "disk.io", "d", "D", "u", "reads"), 1);
        }

        assertEquals(
                413,
                host.get("/api/v3/data?contexts=disk.io&after=-86400&points=86400")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after=abc&before=-&points=1e99",
                "after=-99999999999999999999&before=99999999999999999999&points=100",
                "after=0&before=0&points=-5",
                "group_by=,,,|&group_by_label=|,&aggregation=%00",
                "contexts=!&scope_contexts=|||&dimensions=!!!",
                "options=%2c%7c,,,raw,minify&tier=99999999999",
                "options=selected-tier&tier=-5",
                "options=selected-tier&tier=15",
                "time_group=percentile99999999999&time_group_options=%0d%0a",
                "time_group=9&format=json2",
                "timeout=99999999999999999999",
                "group_by[1]=%ff&aggregation[1]=percentage",
                "labels=:&nodes=%c0%80",
            })
    void malformedParametersNeverFail(String parameters) {
        ApiResponse response = host.get("/api/v3/data?" + parameters);

        assertEquals(200, response.status(), FakeHost.text(response));
        JsonTree.parse(response.body());
    }
}
