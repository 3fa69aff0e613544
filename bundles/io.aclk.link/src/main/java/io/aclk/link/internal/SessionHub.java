package io.aclk.link.internal;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.ReplySink;

/**
 * What the session offers to the other components of this bundle. They refer to it and it never to them, so that the
 * declarative services of the bundle form no circle with its users (design.md section 4). Thread-safe.
 */
interface SessionHub {

    /** The settings in force. */
    void settings(LinkSettings settings);

    /**
     * There are no usable settings.
     *
     * @param problem what is wrong with them, or {@code null} if there are none
     */
    void noSettings(String problem);

    /** Messages go there from now on. */
    void attach(Inbox inbox);

    /** The opposite of {@link #attach}. Idempotent. */
    void detach(Inbox inbox);

    /** Where answers go. */
    ReplySink replies();

    /** The thread that owns the state of the link. */
    EventLoop events();
}
