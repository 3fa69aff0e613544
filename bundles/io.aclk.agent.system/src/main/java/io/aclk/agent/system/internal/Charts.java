package io.aclk.agent.system.internal;

import io.aclk.host.api.ChartSpec;
import java.util.Arrays;
import java.util.Map;

/** Builds the specifications of this bundle's charts. */
final class Charts {

    private static final String PLUGIN = "system";

    private Charts() {}

    /** What all charts of one module share, and the dimensions of one of them. */
    record Kind(
            String module,
            String context,
            String title,
            String units,
            ChartSpec.Type type,
            int priority,
            String... ids) {

        /** The only chart of its context. */
        ChartSpec single(String family) {
            return instance(context, family, Map.of());
        }

        /** One of several charts of its context. */
        ChartSpec instance(String id, String family, Map<String, String> labels) {
            return new ChartSpec(
                    id,
                    context,
                    family,
                    title,
                    units,
                    type,
                    priority,
                    PLUGIN,
                    module,
                    Arrays.stream(ids).map(ChartSpec.Dimension::of).toList(),
                    labels);
        }
    }

    /**
     * A part of a chart id: what is not a letter, digit, slash, dot or dash becomes an underscore. Slashes stay, so that
     * the space of a mount point is where Netdata's users look for it: {@code disk_space./}.
     */
    static String idPart(String name) {
        return name.replaceAll("[^A-Za-z0-9/.-]", "_");
    }
}
