package io.aclk.config.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Describes the PID {@code io.aclk.link} to tools. The values themselves are read by {@link PidDoor}, which must tell a
 * key that is missing from one that has its default.
 */
@ObjectClassDefinition(
        name = "Agent-Cloud Link",
        description = "Settings of the link; those of the environment go before, those of netdata.conf after them")
@interface LinkConfig {

    @AttributeDefinition(description = "false switches the link off and keeps the identity")
    boolean enabled() default true;

    @AttributeDefinition(description = "base URL of the cloud")
    String url() default "https://app.netdata.cloud";

    @AttributeDefinition(
            description =
                    "none, env, file: and the name of a file whose first line is the value, or http://, https://, socks5://,"
                            + " socks5h:// or socks4a:// [user:password@]host[:port]")
    String proxy() default "env";

    @AttributeDefinition(description = "accept a self-signed or untrusted certificate; never one for another name")
    boolean insecure() default false;

    @AttributeDefinition(
            description = "files or folders of certificates (PEM) to trust, separated by commas",
            required = false)
    String ca() default "";

    @AttributeDefinition(
            description = "sha256/ and the base64 of the SHA-256 of the key that the server must show",
            required = false)
    String pin() default "";

    @AttributeDefinition(name = "query.threads", description = "most requests answered at a time, 0 = by the cores")
    int query_threads() default 0;

    @AttributeDefinition(description = "full or license manager")
    String scope() default "full";

    @AttributeDefinition(name = "conversation.log", description = "write every message to log/conversation.log")
    boolean conversation_log() default false;
}
