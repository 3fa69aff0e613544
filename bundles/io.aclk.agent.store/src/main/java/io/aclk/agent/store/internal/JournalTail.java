package io.aclk.agent.store.internal;

/** What the journal lacks: the samples since it was written last. Guarded by the lock of the {@link Engine}. */
final class JournalTail {

    /** Samples that the journal may fall behind with, in bytes, before it is written anew from memory. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private final SampleFrame samples = new SampleFrame();
    /** The samples here are not all that the journal lacks. */
    private boolean incomplete;

    /**
     * What is to be written.
     *
     * @param bytes the frame
     * @param anew whether it takes the place of the journal, rather than being added to it
     */
    record Frame(byte[] bytes, boolean anew) {}

    /** Adds the samples of a chart. */
    void add(long time, int[] series, double[] values) {
        if (incomplete) {
            return;
        }
        if (samples.size() > MAX_BYTES) {
            giveUp();
        } else {
            samples.add(time, series, values);
        }
    }

    /** Keeps no samples until the journal is written anew from memory. */
    void giveUp() {
        incomplete = true;
        samples.clear();
    }

    /**
     * Takes what is to be written.
     *
     * @param sealed whether the finest tier has blocks that the journal holds too, so that it can be shortened
     * @param finest the finest tier, whose head is what a new journal holds
     */
    Frame take(boolean sealed, Tier finest) {
        boolean anew = (sealed || incomplete) && finest.unstored().isEmpty();
        byte[] bytes = anew ? SampleFrame.of(finest.head()) : samples.toByteArray();
        if (anew) {
            incomplete = false;
        }
        samples.clear();
        return new Frame(bytes, anew);
    }
}
