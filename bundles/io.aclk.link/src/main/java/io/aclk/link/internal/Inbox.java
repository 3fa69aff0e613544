package io.aclk.link.internal;

import io.aclk.api.link.InboundMessage;
import io.aclk.api.link.LinkSession;
import io.aclk.host.api.Capability;
import java.util.List;

/** Where messages from the cloud go: the dispatcher, as the session sees it. Thread-safe. */
interface Inbox {

    /** What the agent can do, in the order of the specification ({@code protocol/messages.md} section 7). */
    List<Capability> capabilities();

    /** Whether somebody handles messages of this name. Any thread. */
    default boolean knows(String name) {
        return false;
    }

    /** Takes a message. Called on a thread of the transport; hands over and returns. */
    void accept(InboundMessage message);

    /** A session is online. Called on the event thread. */
    void online(LinkSession session);

    /** The session ended. Called on the event thread. */
    void offline(LinkSession session);
}
