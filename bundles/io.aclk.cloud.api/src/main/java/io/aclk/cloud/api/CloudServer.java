package io.aclk.cloud.api;

import java.net.URI;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The HTTPS server of the cloud side, which serves agents and people. Registered while it listens. Immutable.
 *
 * <p>It serves every {@code jakarta.servlet.Servlet} service that has {@code osgi.http.whiteboard.servlet.pattern} and,
 * to keep it from other servers in the same framework, {@code osgi.http.whiteboard.target} = {@value #TARGET}.
 */
@ProviderType
public interface CloudServer {

    /** Service property: the port that it listens on (Integer), which was chosen by the system if 0 was configured. */
    String PORT = "aclk.cloud.port";

    /** Value of {@code osgi.http.whiteboard.target} for servlets that belong on this server. */
    String TARGET = "(aclk.http=cloud)";

    /** Address for agents and browsers, without a trailing slash: {@code public.url} where it is set. */
    URI url();

    /**
     * The command that claims an agent on any machine, for a POSIX shell: with the pin where the certificate is not one
     * that machines trust by themselves. May block, and throws what {@link Store} does.
     *
     * @param token a claim token, or what stands for one
     */
    String claimCommand(String token);
}
