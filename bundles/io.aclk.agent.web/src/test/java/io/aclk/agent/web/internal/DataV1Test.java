package io.aclk.agent.web.internal;

import static io.aclk.agent.web.internal.JsonTree.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aclk.agent.web.internal.FakeHost.FakeChart;
import io.aclk.host.api.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataV1Test {

    private static final long T = FakeHost.NOW - 5;

    private final FakeHost host = new FakeHost();

    @BeforeEach
    void charts() {
        FakeChart chart = host.add(
                FakeHost.LOCAL_GUID,
                FakeHost.chart("system.cpu", "system.cpu", "cpu", "CPU", "percentage", "user", "system"),
                1);
        chart.put("user", T - 1, 1.5).put("user", T, 2).put("system", T, 0.25);
    }

    private String text(String parameters) {
        ApiResponse response = host.get("/api/v1/data?chart=system.cpu&after=-2&" + parameters);
        assertEquals(200, response.status());
        return FakeHost.text(response).replace("\r\n", "\\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "format=json;{'labels':['time','user','system'],'data':[[1767225600,2,0.25],[1767225599,1.5,null]]}",
                "options=minify,null2zero,flip;{'labels':['time','user','system'],'data':[[1767225599,1.5,0],[1767225600,2,0.25]]}",
                "options=objectrows;{'labels':['time','user','system'],'data':[{'time':1767225600,'user':2,'system':0.25},{'time':1767225599,'user':1.5,'system':null}]}",
                "dimensions=user;{'labels':['time','user'],'data':[[1767225600,2],[1767225599,1.5]]}",
                "dim=system&dims=user;{'labels':['time','user','system'],'data':[[1767225600,2,0.25],[1767225599,1.5,null]]}",
                "format=csv&options=seconds;time,user,system\\n1767225600,2,0.25\\n1767225599,1.5,null\\n",
                "format=tsv&options=ms&dim=user;time\tuser\\n1767225600000\t2\\n1767225599000\t1.5\\n",
                "format=csv&options=rfc3339,label-quotes&dim=user&points=1;time,'user'\\n2026-01-01T00:00:00Z,1.75\\n",
                "format=ssv;2.25 1.5",
                "format=ssvcomma&options=min2max;1.75,0",
                "format=array;[2.25,1.5]",
                "format=array&options=average;[1.125,1.5]",
                "format=array&options=max;[2,1.5]",
                "format=csvjsonarray;[['time','user','system'],[1767225600,2,0.25],[1767225599,1.5,null]]",
                "options=percentage;{'labels':['time','user','system'],'data':[[1767225600,88.8888889,11.1111111],[1767225599,100,null]]}",
                "group=max&points=1;{'labels':['time','user','system'],'data':[[1767225600,2,0.25]]}",
            })
    void formats(String parameters, String expected) {
        String minified = parameters.contains("options=")
                ? parameters.replace("options=", "options=minify,")
                : parameters + "&options=minify";

        assertEquals(expected.replace('\'', '"'), text(minified));
    }

    @Test
    void wrappedAnswerHasTheDocumentedMembers() {
        Object tree = JsonTree.parse(text("options=jsonwrap&format=csv").getBytes(StandardCharsets.UTF_8));

        assertEquals(
                "[api, id, name, view_update_every, update_every, first_entry, last_entry, after, before, group,"
                        + " options, dimension_names, dimension_ids, functions, latest_values, view_latest_values,"
                        + " dimensions, points, format, db_points_per_tier, result, min, max, timings]",
                ((Map<?, ?>) tree).keySet().toString());
        assertEquals("[2, 0.25]", at(tree, "latest_values").toString());
        assertEquals(0.25, at(tree, "min"));
    }

    @Test
    void contextQueryNamesItsCharts() {
        host.add(FakeHost.LOCAL_GUID, FakeHost.chart("cpu0", "system.cpu", "cpu", "CPU", "percentage", "user"), 1)
                .put("user", T, 7);

        Object tree = JsonTree.parse(host.get("/api/v1/data?context=system.cpu&after=-1&options=jsonwrap")
                .body());

        assertEquals("[system.cpu, cpu0]", at(tree, "chart_ids").toString());
        assertEquals("[user, system, user]", at(tree, "dimension_names").toString());
        assertEquals("[" + T + ", 2, 0.25, 7]", at(tree, "result", "data", 0).toString());
    }
}
