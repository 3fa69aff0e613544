package io.aclk.link.internal;

import io.aclk.api.config.LinkSettings;
import io.aclk.api.link.ReplySink;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the session offers to the other components of this bundle. They refer to it and it never to them, so that the
 * declarative services of the bundle form no circle with its users (design.md section 4). Thread-safe.
 */
interface SessionHub {

    /**
     * The settings in force.
     *
     * @param candidate what shall replace them once it is proven
     */
    void settings(LinkSettings settings, Optional<LinkSettings> candidate);

    /**
     * There are no usable settings.
     *
     * @param problem what is wrong with them, or {@code null} if there are none
     */
    void noSettings(String problem);

    /**
     * Something else that the link depends on changed.
     *
     * @param change runs on the event thread
     */
    void change(Consumer<LinkInputs> change);

    /** Messages go there from now on. */
    void attach(Inbox inbox);

    /** The opposite of {@link #attach}. Idempotent. */
    void detach(Inbox inbox);

    /** Where answers go. */
    ReplySink replies();

    /** The thread that owns the state of the link. */
    EventLoop events();
}
