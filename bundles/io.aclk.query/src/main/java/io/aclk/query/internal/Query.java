package io.aclk.query.internal;

import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.ReplySink;
import io.aclk.host.api.Cancellation;

/**
 * One request on its way.
 *
 * @param key what it has in common with its repetitions
 * @param message the message that it came in
 * @param envelope its envelope
 * @param sink where the answer goes
 * @param cancellation its deadline, counted from its reception, and whether the asker left
 */
record Query(RequestKey key, InboundMessage message, Envelope envelope, ReplySink sink, Cancellation cancellation) {

    /** Method and payload may carry secrets. */
    @Override
    public String toString() {
        return "request " + envelope.msgId();
    }
}
