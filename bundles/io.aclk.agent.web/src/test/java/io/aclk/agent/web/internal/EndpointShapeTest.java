package io.aclk.agent.web.internal;

import static io.aclk.agent.web.internal.JsonTree.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aclk.host.api.InfoContributor.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members of the answers that were not recorded, as {@code docs/protocol/queries.md} section 8 lists them. */
class EndpointShapeTest {

    private final FakeHost host = FakeHost.withSamples();

    private Object get(String target) {
        return JsonTree.parse(host.get(target).body());
    }

    private static String names(Object tree, Object... path) {
        return String.join(
                " ",
                ((Map<?, ?>) at(tree, path))
                        .keySet().stream().map(String::valueOf).toList());
    }

    @Test
    void charts() {
        Object tree = get("/api/v1/charts");

        assertEquals(
                "hostname version release_channel os timezone update_every history memory_mode custom_info charts"
                        + " charts_count dimensions_count alarms_count rrd_memory_bytes hosts_count hosts",
                names(tree));
        assertEquals(
                "id name type family context title priority plugin module units data_url chart_type duration"
                        + " first_entry last_entry update_every dimensions chart_variables green red alarms"
                        + " chart_labels functions",
                names(tree, "charts", "system.cpu"));
        assertEquals("Total CPU utilization (system.cpu)", at(tree, "charts", "system.cpu", "title"));
        assertEquals(
                "{user={name=user}, system={name=system}, idle={name=idle}}",
                at(tree, "charts", "system.cpu", "dimensions").toString());
        assertEquals(at(tree, "charts", "system.cpu"), get("/api/v1/chart?chart=system.cpu"));
    }

    @ParameterizedTest
    @CsvSource({"v2,versions", "v3,versions"})
    void versions(String version, String command) {
        Object tree = get("/api/" + version + "/" + command);

        assertEquals("api versions timings", names(tree));
        assertEquals(
                "routing_hard_hash nodes_hard_hash contexts_hard_hash contexts_soft_hash alerts_hard_hash"
                        + " alerts_soft_hash",
                names(tree, "versions"));
    }

    @Test
    void nodeInstances() {
        Object tree = get("/api/v3/node_instances");

        assertEquals("api nodes versions agents timings", names(tree));
        assertEquals("mg nd nm ni instances", names(tree, "nodes", 0));
        Object instance = at(tree, "nodes", 0, "instances", 0);
        assertEquals("st db ingest ml health functions capabilities dyncfg", names(instance));
        assertEquals("status liveness mode first_time last_time metrics instances contexts", names(instance, "db"));
        assertEquals("id hops type status since age metrics instances contexts", names(instance, "ingest"));
        assertEquals(4L, (Long) at(instance, "db", "metrics"));
    }

    @Test
    void info() {
        Object tree = get("/api/v3/info");

        assertEquals("api agents timings", names(tree));
        assertEquals(
                "mg nd nm now ai application cloud nodes metrics instances contexts capabilities api db_size timings",
                names(tree, "agents", 0));
        assertEquals(
                "package directories os hw container features databases connectivity libs plugins exporters"
                        + " debug-n-devel",
                names(tree, "agents", 0, "application"));
        assertEquals(
                "tier granularity metrics samples disk_used disk_max disk_percent from to retention retention_human"
                        + " requested_retention requested_retention_human expected_retention"
                        + " expected_retention_human",
                names(tree, "agents", 0, "db_size", 0));
        assertEquals(
                "{version=7, bearer_protection=false}",
                at(tree, "agents", 0, "api").toString());
    }

    @Test
    void contributedMembersReplaceOursInPlace() {
        host.contributors.add(document -> {
            throw new IllegalStateException("a broken contributor");
        });
        host.contributors.add(document -> {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("extra", List.of(1, "two", Map.of()));
            members.put(document == Document.INFO_V1 ? "agent-claimed" : "cloud", true);
            return members;
        });

        Object v1 = get("/api/v1/info");
        Object agent = at(get("/api/v2/info"), "agents", 0);

        assertEquals(true, at(v1, "agent-claimed"));
        assertEquals("[1, two, {}]", at(v1, "extra").toString());
        assertTrue(names(v1).contains("cloud-available agent-claimed aclk-available"));
        assertTrue(names(v1).endsWith(" extra"));
        assertEquals(true, at(agent, "cloud"));
    }

    @Test
    void contextsOfV2() {
        Object plain = get("/api/v2/contexts");
        Object full = get("/api/v3/contexts?options=titles,dimensions,labels,instances&scope_contexts=*.cpu");

        assertEquals("api nodes contexts versions agents timings", names(plain));
        assertEquals("system.cpu system.load", names(plain, "contexts"));
        assertEquals("family units priority first_entry last_entry live", names(plain, "contexts", "system.cpu"));
        assertEquals("system.cpu", names(full, "contexts"));
        assertEquals(
                "title family units priority first_entry last_entry live dimensions labels instances",
                names(full, "contexts", "system.cpu"));
        assertEquals(
                "[user, system, idle]",
                at(full, "contexts", "system.cpu", "dimensions").toString());
        assertEquals(
                "[system]",
                at(full, "contexts", "system.cpu", "labels", "_collect_plugin").toString());
        assertEquals("", names(get("/api/v2/contexts?after=1000000000&before=1000000600"), "contexts"));
        assertEquals("", names(get("/api/v2/contexts?nodes=nobody"), "contexts"));
    }

    @Test
    void search() {
        Object tree = get("/api/v3/q?q=LOAD");

        assertEquals("api nodes contexts searches versions agents timings", names(tree));
        assertEquals("system.load", names(tree, "contexts"));
        assertEquals(
                "{title=System Load Average, matched=[id, title, units, families, instances, dimensions, labels]}",
                at(tree, "contexts", "system.load").toString());
        assertEquals("strings char total", names(tree, "searches"));
        assertEquals(400, host.get("/api/v3/q").status());
        assertEquals("", names(get("/api/v3/q?q=*"), "contexts"));
    }

    @Test
    void contextOfV1() {
        Object tree = get("/api/v1/context?context=system.cpu&options=full");

        assertEquals("hostname machine_guid node_id claim_id contexts", names(tree));
        assertEquals(
                "title units family chart_type priority first_time_t last_time_t collected charts",
                names(tree, "contexts", "system.cpu"));
        assertEquals(
                "name context title units family chart_type priority update_every first_time_t last_time_t collected"
                        + " labels dimensions",
                names(tree, "contexts", "system.cpu", "charts", "system.cpu"));
        assertFalse(names(get("/api/v1/contexts"), "contexts", "system.cpu").contains("charts"));
        assertEquals(404, host.get("/api/v1/context?context=none").status());
        assertEquals(400, host.get("/api/v1/context").status());
    }

    @Test
    void allMetrics() {
        assertEquals(
                "{name=load1, value=23}",
                at(get("/api/v1/allmetrics?format=json"), "system.load", "dimensions", "load1")
                        .toString());
        String prometheus = FakeHost.text(host.get("/api/v1/allmetrics?format=prometheus&filter=system.load"));
        assertTrue(
                prometheus.contains(
                        "\nnetdata_system_load_load_average{chart=\"system.load\",dimension=\"load1\",family=\"load\"} 23 "),
                prometheus);
        assertFalse(prometheus.contains("system.cpu"));
        String shell = FakeHost.text(host.get("/api/v3/allmetrics"));
        assertTrue(shell.contains("\nNETDATA_SYSTEM_LOAD_LOAD1=\"23\"      # load\n"), shell);
        assertEquals(400, host.get("/api/v1/allmetrics?format=xml").status());
    }

    @Test
    void namesCannotBreakOutOfTextFormats() {
        host.add(FakeHost.LOCAL_GUID, FakeHost.chart("a\"b`$(x)\n", "c\nd", "f\"", "t", "u\nX=1", "d\"\n;rm"), 1)
                .put("d\"\n;rm", FakeHost.NOW - 1, 1);

        String shell = FakeHost.text(host.get("/api/v1/allmetrics?format=shell"));
        String prometheus = FakeHost.text(host.get("/api/v1/allmetrics?format=prometheus"));

        assertTrue(
                shell.lines().allMatch(line -> line.isEmpty() || line.matches("#.*|NETDATA_[A-Z0-9_]+=\"-?\\d+\" .*")));
        assertTrue(
                prometheus.lines().allMatch(line -> line.startsWith("#") || line.startsWith("netdata_")), prometheus);
        get("/api/v1/allmetrics?format=json");
        get("/api/v3/data");
    }

    @Test
    void durationsForPeople() {
        assertEquals("0s", InfoV2.human(0));
        assertEquals("1d 1h", InfoV2.human(90_061));
        assertEquals("1m", InfoV2.human(60));
    }
}
