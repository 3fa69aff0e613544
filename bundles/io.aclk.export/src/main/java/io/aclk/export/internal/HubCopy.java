package io.aclk.export.internal;

/**
 * What the cloud was told of a context last.
 *
 * @param copy the values
 * @param version the version that they carried
 */
record HubCopy(ContextCopy copy, long version) {

    /** Its part of the version hash ({@code protocol/streams.md} section 1.3), modulo 2^64. */
    long hash() {
        return version + copy.lastTime() - copy.firstTime();
    }
}
