package io.aclk.export.internal;

import io.aclk.host.api.ContextCatalog.Context;

/**
 * The values of a context that the cloud is told ({@code protocol/streams.md} section 1.1). Two copies of one context,
 * the current one and the one last sent, tell whether there is something to send.
 *
 * @param id id
 * @param title title
 * @param units units
 * @param family family
 * @param chartType wire name of the chart type
 * @param priority display order
 * @param firstTime oldest sample, epoch seconds
 * @param lastTime newest sample, epoch seconds; 0 while it is being collected, so that it does not change every second
 */
record ContextCopy(
        String id,
        String title,
        String units,
        String family,
        String chartType,
        long priority,
        long firstTime,
        long lastTime) {

    static ContextCopy of(Context context) {
        return new ContextCopy(
                context.id(),
                context.title(),
                context.units(),
                context.family(),
                context.chartType().wireName(),
                context.priority(),
                context.firstTime(),
                context.collected() ? 0 : context.lastTime());
    }

    /** It was being collected. */
    boolean collected() {
        return lastTime == 0;
    }
}
