package io.aclk.api.link;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The link to the cloud. Registered while {@code io.aclk.link} is started, whatever is missing; its status then names
 * the missing part. Thread-safe.
 */
@ProviderType
public interface Link {

    /** The state now. Never blocks. */
    LinkStatus status();

    /**
     * Publishes a message of the current session.
     *
     * @param message what to send
     * @return completes with the PUBACK; exceptionally with {@link LinkException} when offline, refused, or lost
     */
    CompletionStage<Void> publish(OutboundMessage message);

    /**
     * Switches the link off, durably, over restarts until {@link #start}: says goodbye to the cloud and closes.
     *
     * @param who recorded with the time, for example a user name
     * @return completes when it is closed, within 5 s
     */
    CompletionStage<Void> stop(String who);

    /**
     * Switches the link on again.
     *
     * @param who recorded with the time
     * @return completes when the switch is stored; connecting goes on afterwards
     */
    CompletionStage<Void> start(String who);

    /**
     * Forgets that the cloud banned this agent, durably, and tries to connect at once ({@code protocol/connecting.md}
     * section 9).
     *
     * @param who recorded in the log
     * @return completes with whether there was a ban when that is stored; connecting goes on afterwards
     */
    CompletionStage<Boolean> liftBan(String who);
}
