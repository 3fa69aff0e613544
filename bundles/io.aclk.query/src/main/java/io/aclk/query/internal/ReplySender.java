package io.aclk.query.internal;

import io.aclk.api.link.ErrorReply;
import io.aclk.api.link.LinkException;
import io.aclk.api.link.LinkSession;
import io.aclk.api.link.ReplySink;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends replies over the link, those that it could not take later. Thread-safe; waits for nothing. */
final class ReplySender {

    private static final Logger LOG = LoggerFactory.getLogger(ReplySender.class);

    private final Clock clock;
    private final LateReplies late = new LateReplies();
    /** Of the latest message: after an update of the link the former ones lead nowhere. */
    private volatile ReplySink latestSink;

    ReplySender(Clock clock) {
        this.clock = clock;
    }

    /**
     * Notes where answers go now.
     *
     * @return whether that changed
     */
    boolean sink(ReplySink sink) {
        boolean changed = sink != latestSink;
        latestSink = sink;
        return changed;
    }

    /**
     * Sends a reply, in a later session if there is none now.
     *
     * @param reply with a body of its own
     */
    void send(Query query, Reply reply) {
        AddressedReply addressed = AddressedReply.to(query, reply);
        ReplySink sink = query.sink();
        LinkSession session = sink.session();
        if (session == null) {
            late.add(addressed);
            // the link may have come back in between
            sendLate();
        } else if (!session.claimId().equals(addressed.claimId())) {
            LOG.debug("ACLK: the reply to {} is for a claim that ended", reply.msgId());
        } else {
            send(sink, session, addressed);
        }
    }

    private void send(ReplySink sink, LinkSession session, AddressedReply addressed) {
        Reply reply = addressed.reply();
        byte[] payload = reply.payload(session, clock.instant());
        if (payload.length > session.maximumPayload()) {
            refuse(sink, addressed.topic(), reply.msgId(), ErrorReply.TOO_BIG);
            return;
        }
        sink.send(addressed.topic(), payload).whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.debug("ACLK: the reply to {} was not sent: {}", reply.msgId(), failure.getMessage());
                notSent(sink, session, addressed, failure);
            }
        });
    }

    private void notSent(ReplySink sink, LinkSession session, AddressedReply addressed, Throwable failure) {
        LinkException.Reason reason = failure instanceof LinkException e ? e.reason() : null;
        if (reason == LinkException.Reason.TOO_BIG) {
            refuse(sink, addressed.topic(), addressed.reply().msgId(), ErrorReply.TOO_BIG);
        } else if (reason == LinkException.Reason.OFFLINE || reason == LinkException.Reason.NOT_DELIVERED) {
            late.add(addressed);
            LinkSession now = currentSession();
            if (now != null && now.sessionId() != session.sessionId()) {
                // the next session began before it was known that this one was lost
                sendLate();
            }
        }
    }

    private LinkSession currentSession() {
        ReplySink sink = latestSink;
        return sink == null ? null : sink.session();
    }

    /** Sends the replies that could not be sent before. */
    void sendLate() {
        ReplySink sink = latestSink;
        LinkSession session = sink == null ? null : sink.session();
        if (session != null) {
            late.take(session.claimId()).forEach(waiting -> send(sink, session, waiting));
        }
    }

    /** Answers without an HTTP response. */
    void refuse(Query query, ErrorReply reply) {
        refuse(query.sink(), query.envelope().callbackTopic(), query.envelope().msgId(), reply);
    }

    private void refuse(ReplySink sink, String topic, String msgId, ErrorReply reply) {
        LinkSession session = sink.session();
        if (session != null) {
            sink.send(topic, reply.payload(msgId, clock.instant(), session)).whenComplete((nothing, failure) -> {
                if (failure != null) {
                    LOG.debug("ACLK: the refusal of {} was not sent: {}", msgId, failure.getMessage());
                }
            });
        }
    }
}
