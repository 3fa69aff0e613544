package io.aclk.cloud.gateway.internal;

/** A message of an agent that is not its to send. Without a stack: it is the agent's doing, and may come often. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message, null, false, false);
    }
}
