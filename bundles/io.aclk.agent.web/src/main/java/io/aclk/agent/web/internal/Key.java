package io.aclk.agent.web.internal;

/** Member names of the v2 and v3 answers: short, or long with {@code options=long-keys}. */
enum Key {
    MACHINE_GUID("mg", "machine_guid"),
    NODE_ID("nd", "node_id"),
    NAME("nm", "name"),
    HOSTNAME("nm", "hostname"),
    NODE_INDEX("ni", "nodes_array_index"),
    AGENT_INDEX("ai", "agents_array_index"),
    STATUS("st", "status"),
    INSTANCES("is", "instances"),
    DIMENSIONS("ds", "dimensions"),
    SELECTED("sl", "selected"),
    EXCLUDED("ex", "excluded"),
    QUERIED("qr", "queried"),
    FAILED("fl", "failed"),
    STATISTICS("sts", "statistics"),
    AVERAGE("avg", "average"),
    ANOMALY_RATE("arp", "anomaly_rate_percent"),
    CONTRIBUTION("con", "contribution_percent"),
    COUNT("cnt", "count"),
    VOLUME("vol", "volume"),
    ANOMALY_COUNT("arc", "anomaly_count"),
    LABEL_VALUES("vl", "label_values"),
    PRIORITY("pri", "priority"),
    VERSION("v", "version"),
    POINT_ANNOTATIONS("pa", "point_annotations"),
    POINT_ANOMALY_RATE("arp", "anomaly_rate");

    private final String shortName;
    private final String longName;

    Key(String shortName, String longName) {
        this.shortName = shortName;
        this.longName = longName;
    }

    String name(boolean longKeys) {
        return longKeys ? longName : shortName;
    }
}
