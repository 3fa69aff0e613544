package io.aclk.export.internal;

import io.aclk.schemas.ContextUpdated;

/** Makes the elements of context messages ({@code protocol/messages.md} section 5). */
final class ContextMessages {

    private ContextMessages() {}

    /** A context. */
    static ContextUpdated element(ContextCopy copy, long version) {
        return values(copy, version)
                .setFirstEntry(copy.firstTime())
                .setLastEntry(copy.lastTime())
                .build();
    }

    /** A context that is gone: its values as they were, its times 0. */
    static ContextUpdated deleted(ContextCopy copy, long version) {
        return values(copy, version).setDeleted(true).build();
    }

    private static ContextUpdated.Builder values(ContextCopy copy, long version) {
        return ContextUpdated.newBuilder()
                .setId(copy.id())
                .setVersion(version)
                .setTitle(copy.title())
                .setPriority(copy.priority())
                .setChartType(copy.chartType())
                .setUnits(copy.units())
                .setFamily(copy.family());
    }
}
