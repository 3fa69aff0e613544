package io.aclk.query.internal;

import io.aclk.host.api.Cancellation;

/**
 * A reply on its way, without the request, which may be large.
 *
 * @param topic where it goes
 * @param claimId under which claim it was asked for; nobody else may have it
 * @param cancellation deadline of the request
 * @param reply the answer, with a body of its own
 */
record AddressedReply(String topic, String claimId, Cancellation cancellation, Reply reply) {

    /** The reply to a request. */
    static AddressedReply to(Query query, Reply reply) {
        return new AddressedReply(
                query.envelope().callbackTopic(), query.message().session().claimId(), query.cancellation(), reply);
    }

    /** Bytes of its body. */
    int size() {
        return reply.body().remaining();
    }
}
