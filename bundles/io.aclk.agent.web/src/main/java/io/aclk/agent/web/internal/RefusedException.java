package io.aclk.agent.web.internal;

/** A request that is understood but not answered; it becomes the reply that it carries. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    RefusedException(int status, String text) {
        super(text, null, false, false);
        this.reply = Reply.text(status, text);
    }

    Reply reply() {
        return reply;
    }
}
